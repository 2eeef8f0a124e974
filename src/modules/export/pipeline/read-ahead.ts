/**
 * Starts on the next pictures while one is being written, at most `depth` at a time, and gives them out in their order:
 * storage answers slowly and encoders take a core, but there are several of both. What `load` turns to null is left out.
 */
export async function* readAhead<In, Out>(
  source: AsyncIterable<In>,
  depth: number,
  load: (input: In) => Promise<Out | null>,
): AsyncGenerator<Out> {
  const line: Promise<Out | null>[] = [];
  for await (const input of source) {
    const output = load(input);
    output.catch(() => undefined); // whoever waits for it hears of it
    line.push(output);
    if (line.length >= depth) yield* given(await line.shift());
  }
  for (const output of line) yield* given(await output);
}

function* given<Out>(output: Out | null | undefined): Generator<Out> {
  if (output !== null && output !== undefined) yield output;
}
