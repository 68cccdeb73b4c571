/** Runs a program to its end, which the runner of the consumers waits for; a failure is its exit code. */
export function program(main: () => Promise<void>): void {
  main().then(
    () => console.log('closed'), // from here on, the runner counts the time until the process is gone
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
