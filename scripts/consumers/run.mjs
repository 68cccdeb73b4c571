import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and never longer than `timeoutMs`.
 *
 * @returns What it wrote, the milliseconds from the line `closed` to its end, and why it failed, if it did.
 */
export function run([command, args, env = {}], { cwd, timeoutMs }) {
  return new Promise((resolve) => {
    // Npm's own variables would make a nested npm pack or install a part of the outer command.
    const inherited = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)/i.test(name));
    const child = spawn(command, args, {
      cwd,
      env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let closedAt;
    let problem;
    const read = (chunk) => {
      output += chunk;
      if (/^closed$/m.test(output)) closedAt ??= performance.now();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    const timer = setTimeout(() => {
      problem = `still running after ${timeoutMs / 1_000} s, killed`;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.on('error', (error) => {
      problem = error.message;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0) problem ??= signal ? `ended by ${signal}` : `exit code ${code}`;
      resolve({ output, problem, lingeredMs: closedAt === undefined ? undefined : performance.now() - closedAt });
    });
  });
}
