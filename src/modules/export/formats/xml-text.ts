/** What XML 1.0 cannot hold in any spelling. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for an element or attribute; blanks at its ends and line breaks stay what they are. */
export const xmlText = (text: string): string =>
  text
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c)
    .replace(/[\t\n\r\u0085\u2028]/g, (c) => `&#${c.charCodeAt(0)};`);
