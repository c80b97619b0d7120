/** By the weights of the header `Accept`; JSON where nothing speaks for the stream. */
export function prefersEventStream(accept: string | undefined): boolean {
  const weights = new Map(
    (accept ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [type = '', ...facts] = part.split(';').map((text) => text.trim());
        const weight = facts.find((fact) => fact.startsWith('q='))?.slice(2);
        return [type, weight === undefined ? 1 : Number(weight)] as const;
      }),
  );
  const stream = weights.get('text/event-stream') ?? 0;
  return stream > 0 && stream >= (weights.get('application/json') ?? 0);
}
