import { csvRow } from './csv.js';

describe('csvRow', () => {
  it.each([
    [['a', 1, ''], 'a,1,\r\n'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
    [['=1+1', '+1', '-1', '@x', '\tx', '\rx'], `'=1+1,'+1,'-1,'@x,'\tx,"'\rx"\r\n`],
    [['=cmd|"/c calc"!A1, x'], `"'=cmd|""/c calc""!A1, x"\r\n`],
    [[-5, 'a=b', ' =1'], '-5,a=b, =1\r\n'],
  ])('%j', (cells, row) => {
    expect(csvRow(cells)).toBe(row);
  });
});
