/** Every command with what it is for, as `--help` and the suggestions know them. */
export const COMMANDS = {
  doctor: 'check environment, network, clock and credentials',
  token: 'print a token',
  sandbox: 'run an Aspose Cloud of your own on this machine',
} as const;

const EXIT_CODES = `Exit codes
  0  all is well
  1  wrong usage
  2  configuration: a variable is missing or wrong
  3  network: name, connection, timeout or TLS
  4  credentials refused
  5  locked out, or asked to wait (429)
  6  the answer is no token: wrong address, redirect, or a server in trouble
  7  the clock is more than 60 s off
  8  the program itself failed: a library is missing, or a fault of it`;

const SHARED = `  --account NAME          the account of the variables ASPOSE_NAME_CLIENT_ID, ASPOSE_NAME_CLIENT_SECRET, …
  --env-file FILE         read variables from FILE too; those of the environment come first.
                          Proxies (HTTPS_PROXY, …) are read from the environment only`;

const list = Object.entries(COMMANDS).map(([name, what]) => `  ${name.padEnd(8)} ${what}`);

/** `aspose-auth --help`. */
export const USAGE = `Usage: aspose-auth <command> [options]

${list.join('\n')}

  aspose-auth <command> --help    options of a command
  aspose-auth --version

Credentials are read from the environment (ASPOSE_CLIENT_ID, ASPOSE_CLIENT_SECRET or ASPOSE_CLIENT_SECRET_FILE),
never from the command line.

${EXIT_CODES}
`;

/** `aspose-auth <command> --help`, by command. */
export const HELP: Readonly<Record<keyof typeof COMMANDS, string>> = {
  doctor: `Usage: aspose-auth doctor [options]

Checks, one line each, what stands between this machine and a token: environment, allowed origins, name of the token host,
connection and TLS, clock, credentials. It sends ONE token request, and says so before. Options that an application gives
in code are not seen.

  --no-token              send no token request
  --json                  print one JSON object
${SHARED}

${EXIT_CODES}
`,
  token: `Usage: aspose-auth token [options]

Prints a token and nothing else, for a pipe:  curl -H "Authorization: Bearer $(aspose-auth token)" …

  --show                  print it on a terminal too, where it stays to be read
${SHARED}

${EXIT_CODES}
`,
  sandbox: `Usage: aspose-auth sandbox [options]

Starts a sandbox on 127.0.0.1, prints its address and the variables to use it, and runs until it is told to end (Ctrl+C).
Its credentials are worth nothing elsewhere.

  --port N                port; default: any free one
  --token-lifetime S      life of its tokens in seconds; default 86400
  --token-latency MS      delay of each token answer
  --api-latency MS        delay of each API answer
  --fail-token N          the first N token requests fail; \`all\` for every one
  --fail-token-with KIND  hang, reset, server-error (default), unavailable, no-access-token, no-expires-in
  --fail-api N            the first N API requests fail; \`all\` for every one
  --fail-api-with KIND    unauthorized, hang, reset, server-error (default), unavailable
  --retry-after S         Retry-After of \`unavailable\` in seconds; default 1

It ends with 0, or with 1 where it cannot start.
`,
};
