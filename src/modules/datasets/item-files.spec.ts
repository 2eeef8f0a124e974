import type { DatasetItem } from './dataset-items.repository.js';
import { CSV_FILE, JSON_FILE, JSON_LINES_FILE, type ItemFile } from './item-files.js';

const item = (label: string): DatasetItem => ({
  url: 'https://example.org/a,b.jpg',
  label,
  filename: 'a.jpg',
  width: 640,
  height: 480,
  license: null,
  license_url: null,
  creator: '=SUM(1)',
  source: 'bing',
});

async function written(file: ItemFile, labels: string[]): Promise<string> {
  async function* items() {
    for (const label of labels) yield item(label);
  }
  let text = '';
  for await (const piece of file.write(items())) text += piece;
  return text;
}

it.each([[[]], [['cat']], [['cat', 'a "quoted"\nlabel']]])('items %j are valid JSON and JSON lines', async (labels) => {
  const expected = labels.map((label) => item(label));
  expect(JSON.parse(await written(JSON_FILE, labels))).toEqual(expected);
  const lines = (await written(JSON_LINES_FILE, labels)).split('\n').slice(0, -1);
  expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
});

it('writes CSV that no spreadsheet runs', async () => {
  expect(await written(CSV_FILE, ['cat'])).toBe(
    'url,label,filename,width,height,license,license_url,creator,source\r\n' +
      '"https://example.org/a,b.jpg",cat,a.jpg,640,480,,,\'=SUM(1),bing\r\n',
  );
});
