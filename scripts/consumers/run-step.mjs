import { startFakeAspose } from './fake-aspose.mjs';
import { run } from './run.mjs';

const STEP_MS = 120_000;
/** On a busy machine too; idle connections, which must not keep it alive, would live 4 s or longer. */
const EXIT_MS = 3_500;

/**
 * Runs one step of a plan. One that says how many `tokenRequests` it makes is a program: it has a fake Aspose Cloud of its own,
 * and is gone soon after it has said that it closed (a command says nothing).
 */
export async function runStep(step, { cwd, env = {} }) {
  const [command, args, own] = step.run;
  if (step.tokenRequests === undefined) return run([command, args, { ...env, ...own }], { cwd, timeoutMs: STEP_MS });
  const fake = await startFakeAspose();
  const result = await run([command, args, { ...env, ...own, ...fake.env }], { cwd, timeoutMs: STEP_MS });
  fake.stop();
  if (!result.problem && fake.tokenRequests !== step.tokenRequests) {
    result.problem = `${fake.tokenRequests} token requests instead of ${step.tokenRequests}`;
  }
  if (!step.isCommand && !(result.lingeredMs < EXIT_MS))
    result.problem ??= `alive ${Math.round(result.lingeredMs)} ms after it closed`;
  return result;
}
