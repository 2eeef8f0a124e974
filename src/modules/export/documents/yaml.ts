export type YamlValue = string | number | boolean | YamlValue[] | { [key: string]: YamlValue };

/** Controls that JSON leaves as they are and YAML does not allow. */
const NOT_PRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * YAML 1.2 in block style. Every text is quoted, so that `no`, `1.0`, `null` and `a: b` stay texts for every reader.
 */
export function yaml(value: { [key: string]: YamlValue }): string {
  return lines(value, '').join('');
}

function lines(value: YamlValue, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => under(`${indent}-`, item, `${indent}  `));
  if (typeof value !== 'object') return [`${indent}${scalar(value)}\n`];
  return Object.entries(value).flatMap(([key, item]) => under(`${indent}${name(key)}:`, item, `${indent}  `));
}

function under(head: string, value: YamlValue, indent: string): string[] {
  if (typeof value !== 'object') return [`${head} ${scalar(value)}\n`];
  if (Object.keys(value).length === 0) return [`${head} ${Array.isArray(value) ? '[]' : '{}'}\n`];
  return [`${head}\n`, ...lines(value, indent)];
}

const scalar = (value: string | number | boolean): string =>
  typeof value === 'string' ? quoted(value) : String(value);

/** Keys of our own are plain words; all others are quoted. */
const name = (key: string): string =>
  /^[a-z]{4,}(_[a-z]+)*$/.test(key) && !/^(true|null|false)$/.test(key) ? key : quoted(key);

const quoted = (text: string): string =>
  JSON.stringify(text).replace(NOT_PRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
