/** Every command with its purpose, for `--help` and for suggestions. */
export const COMMANDS = {
  doctor: 'check environment, network, clock and credentials',
  token: 'print a token',
} as const;

const EXIT_CODES = `Exit codes
  0  success
  1  wrong usage
  2  configuration: a variable is missing or invalid
  3  network: DNS, connection, timeout or TLS
  4  credentials rejected
  5  locked out or rate-limited (429)
  6  no token in the response: wrong address, redirect or server error
  7  the clock is more than 60 s off
  8  unexpected error: a library is missing, or a bug in this program`;

const SHARED_OPTIONS = `  --account NAME          use the account of ASPOSE_NAME_CLIENT_ID, ASPOSE_NAME_CLIENT_SECRET, …
  --env FILE              also read variables from FILE. The environment takes precedence.
  --env-file FILE         the same; but Node 20 reads this option itself, and stops if FILE is missing.
                          Proxies (HTTPS_PROXY, …) are read from the environment only.`;

const list = Object.entries(COMMANDS).map(([name, purpose]) => `  ${name.padEnd(8)} ${purpose}`);

/** Output of `aspose-auth --help`. */
export const USAGE = `Usage: aspose-auth <command> [options]

${list.join('\n')}

  aspose-auth <command> --help    options of a command
  aspose-auth --version

Credentials are read from the environment (ASPOSE_CLIENT_ID, and ASPOSE_CLIENT_SECRET or ASPOSE_CLIENT_SECRET_FILE).
They are never read from the command line.

To try it without an Aspose account, run an emulator of the service on this machine: npx aspose-cloud-sandbox

${EXIT_CODES}
`;

/** Output of `aspose-auth <command> --help`, by command. */
export const HELP: Readonly<Record<keyof typeof COMMANDS, string>> = {
  doctor: `Usage: aspose-auth doctor [options]

Checks everything that getting a token depends on, one line per check: environment, allowed origins, DNS, connection and
TLS, clock, credentials. It sends ONE token request, and says so first. Options that an application sets in code are not
visible to it.

  --no-token              do not send a token request
  --json                  print one JSON object
${SHARED_OPTIONS}

${EXIT_CODES}
`,
  token: `Usage: aspose-auth token [options]

Prints a token and nothing else, for use in a pipe:  curl -H "Authorization: Bearer $(aspose-auth token)" …

  --show                  print the token on a terminal too, where it stays visible
${SHARED_OPTIONS}

${EXIT_CODES}
`,
};
