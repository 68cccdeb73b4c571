// Node × Nest × module system × test runner: npm run test:matrix
import { inParallel } from './in-parallel.mjs';
import { newcomer } from './newcomer.mjs';
import { nodesIn } from './nodes.mjs';
import { PLAN, unitTests } from './plan.mjs';
import { formatTable } from './report.mjs';
import { doStep, layOut, tryAlone, tryOut } from './try-out.mjs';

const TOOLS = ['jest@30.5.2', 'ts-jest@29.4.15', '@types/jest@30.0.0', 'vitest@4.1.12', 'vite@8.3.8'];
const TESTING = { 11: '@nestjs/testing@11.2.6', 12: '@nestjs/testing@12.1.1' };

/** Why a combination is not tried: what others do not support, this package cannot. */
function obstacle({ version, nest, format, runner }) {
  const [major, minor] = version.split('.').map(Number);
  const isOld = major < 24 || (major === 24 && minor < 9);
  if (runner === 'jest' && nest === 12 && format === 'cjs' && isOld) {
    return 'Nest 12 is ES modules, which Jest can require() from Node 24.9 on (nest upgrade says so too); use Jest in ESM mode, or Vitest';
  }
  return undefined;
}

/** One row of the table: an application in one version of Node. */
async function tryNode({ version, env }, { cwd, consumer, nest, format }, context) {
  const title = `Node ${version}: ${consumer.name}`;
  const programs = consumer.steps.filter(({ isProgram }) => isProgram);
  let fine = 0;
  for (const step of programs) if (await doStep(step, { cwd, env, title }, context)) fine += 1;
  const cells = { programs: `${fine} of ${programs.length}` };
  for (const runner of ['jest', 'vitest']) {
    const reason = obstacle({ version, nest, format, runner });
    const step = { name: runner, run: unitTests(runner, nest, format) };
    cells[runner] = reason ? 'unsupported' : (await doStep(step, { cwd, env, title }, context)) ? 'ok' : 'FAILED';
    if (reason) context.unsupported.add(`Node ${version}, Nest ${nest}, ${format}, ${runner}: ${reason}`);
  }
  context.rows.push([version, `Nest ${nest}`, format, cells.programs, cells.jest, cells.vitest]);
}

/** Installs and compiles an application once, and runs what came of it in every Node. */
async function tryApplication(consumer, nodes, context) {
  const [, nest, format] = /^nest(\d+)-(\w+)$/.exec(consumer.name);
  const cwd = await layOut(consumer, context, ...TOOLS, TESTING[nest]);
  if (cwd === undefined) return;
  const isBuild = ({ run }) => /(\/bin\/tsc|\/bundle\.mjs)$/.test(run[1][0]);
  for (const step of consumer.steps.filter(isBuild)) await doStep(step, { cwd, title: consumer.name }, context);
  for (const node of nodes) await tryNode(node, { cwd, consumer, nest: Number(nest), format }, context);
}

/** Tries all combinations, and prints them as a table. */
export async function tryMatrix(wanted, context) {
  const nodes = await nodesIn(context.workshop, context.report);
  const rows = [];
  const unsupported = new Set();
  const chosen = PLAN.filter(({ name }) => wanted(name));
  await inParallel(2, chosen, (consumer) =>
    consumer.collection
      ? newcomer(consumer, context)
      : consumer.isAlone
        ? tryAlone(consumer, context)
        : consumer.tools
          ? tryOut(consumer, context)
          : tryApplication(consumer, nodes, { ...context, rows, unsupported }),
  );
  const head = ['Node', 'Nest', 'modules', 'programs', 'Jest', 'Vitest'];
  const inOrder = rows.sort((a, b) => a.join().localeCompare(b.join(), 'en', { numeric: true }));
  console.log(`\n${formatTable([head, ...inOrder])}\n`);
  for (const line of [...unsupported].sort()) console.log(`unsupported: ${line}`);
}
