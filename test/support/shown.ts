import { inspect } from 'node:util';
import { jest } from '@jest/globals';
import { ConsoleLogger } from '@nestjs/common';

/** Everything that a program does to look at an object. */
export async function shown(value: unknown): Promise<string> {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  const writeError = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  for (const logger of [new ConsoleLogger(), new ConsoleLogger({ json: true, depth: 10 })]) {
    logger.error(value);
    logger.log(value);
    logger.error('failed', value);
  }
  write.mockRestore();
  writeError.mockRestore();
  for (const showHidden of [false, true]) lines.push(inspect(value, { depth: 15, showHidden, maxArrayLength: null }));
  for (const print of [JSON.stringify, String, (v: unknown) => (v as Error).stack]) {
    try {
      lines.push(String(print(value)));
    } catch {
      // circular: nothing was shown
    }
  }
  return Promise.resolve(lines.join('\n'));
}
