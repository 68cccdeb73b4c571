/** Runs the work for all items in order, at most `max` at a time. */
export async function inParallel(max, items, work) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: max }, worker));
}
