/** Sets the exit code of a command that ended without an error, for example because a watched job failed. */
export type SetExitCode = (code: number) => void;
