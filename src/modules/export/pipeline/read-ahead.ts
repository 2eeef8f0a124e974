/** How much may be in hand at a time: either ends it, but one input always may. */
export interface ReadAheadLimits<In> {
  inputs: number;
  bytes: number;
  sizeOf: (input: In) => number;
}

/**
 * Starts on the next pictures while one is being written, and gives them out in their order: storage answers slowly and
 * encoders take a core, but there are several of both. What `load` turns to null is left out.
 */
export async function* readAhead<In, Out>(
  source: AsyncIterable<In>,
  { inputs, bytes, sizeOf }: ReadAheadLimits<In>,
  load: (input: In) => Promise<Out | null>,
): AsyncGenerator<Out> {
  const line: { output: Promise<Out | null>; size: number }[] = [];
  let ahead = 0;
  for await (const input of source) {
    const [output, size] = [load(input), sizeOf(input)];
    output.catch(() => undefined); // whoever waits for it hears of it
    line.push({ output, size });
    ahead += size;
    while (line.length >= inputs || ahead > bytes) {
      const first = line.shift();
      ahead -= first?.size ?? 0;
      yield* given(await first?.output);
    }
  }
  for (const { output } of line) yield* given(await output);
}

function* given<Out>(output: Out | null | undefined): Generator<Out> {
  if (output !== null && output !== undefined) yield output;
}
