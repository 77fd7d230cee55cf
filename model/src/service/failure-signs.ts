/**
 * Words by which failures are told apart that the service's fixed texts do not tell apart: details behind a
 * `CannotPullContainerError` or a `ResourceInitializationError`, and the last lines that a program writes. They come from
 * registries, the ECS agent, container runtimes and language runtimes, change with their versions, and are matched
 * loosely; what no row matches keeps the general cause.
 * Sources: ECS Developer Guide, "Stopped tasks error codes" and "CannotPullContainer task errors"; GitHub threads.
 */
export interface FailureSign<Cause extends string> {
  readonly cause: Cause;
  readonly pattern: RegExp;
}

/** Of an image that could not be pulled; the first that matches counts. */
export const IMAGE_SIGNS = [
  { cause: 'IMAGE_RATE_LIMITED', pattern: /toomanyrequests|pull rate limit|too many requests/i },
  { cause: 'WRONG_ARCHITECTURE', pattern: /no matching manifest|descriptor matching platform|exec format error/i },
  { cause: 'DISK_FULL', pattern: /no space left on device|not enough space/i },
  {
    cause: 'IMAGE_UNREACHABLE',
    pattern:
      /i\/o timeout|timeout exceeded|deadline exceeded|request canceled|no such host|connection refused|dial tcp/i,
  },
  {
    cause: 'IMAGE_ACCESS_DENIED',
    pattern: /AccessDenied|not authorized|unauthorized|no basic auth credentials|forbidden|\b40[13]\b/i,
  },
  // Docker Hub answers the same to what does not exist and to what is private, so this stands behind the clear refusals.
  { cause: 'IMAGE_NOT_FOUND', pattern: /not found|manifest unknown|does not exist|pull access denied|no such image/i },
] as const satisfies readonly FailureSign<string>[];

/** Of a container that never ran for another reason than its image; the first that matches counts. */
export const START_SIGNS = [
  { cause: 'LOG_GROUP_MISSING', pattern: /log group does not exist/i },
  { cause: 'LOGS_UNAVAILABLE', pattern: /logger args|logging driver|log stream/i },
  {
    cause: 'FILE_SYSTEM_UNAVAILABLE',
    pattern: /EFS utils|mount\.nfs4|mount target|efs\.[\w-]+\.amazonaws|CannotCreateVolumeError/i,
  },
  { cause: 'ROLE_NOT_ASSUMABLE', pattern: /unable to assume (the )?role|sts:AssumeRole/i },
  {
    cause: 'SECRETS_UNAVAILABLE',
    pattern: /retrieve secrets? from|secretsmanager|fetch secret|invalid ssm parameters|ssm:GetParameters/i,
  },
  { cause: 'IMAGE_ACCESS_DENIED', pattern: /ecr registry auth.*(AccessDenied|not authorized)/is },
  { cause: 'IMAGE_UNREACHABLE', pattern: /ecr registry auth/i },
  { cause: 'WRONG_ARCHITECTURE', pattern: /exec format error/i },
  {
    cause: 'COMMAND_NOT_FOUND',
    pattern: /executable file not found|no such file or directory|permission denied: unknown/i,
  },
  { cause: 'DISK_FULL', pattern: /no space left on device/i },
  { cause: 'START_TIMED_OUT', pattern: /(Docker|ContainerRuntime)TimeoutError|Could not transition to/i },
  { cause: 'CONFIGURATION', pattern: /Container Overrides length|Combined tags|invalid (mount|volume|argument)/i },
] as const satisfies readonly FailureSign<string>[];

/** Of the last lines that a program wrote before it ended by itself; the newest line that matches counts. */
export const LOG_SIGNS = [
  { cause: 'WRONG_ARCHITECTURE', pattern: /exec format error/i },
  {
    cause: 'OUT_OF_MEMORY_IN_PROGRAM',
    pattern:
      /JavaScript heap out of memory|java\.lang\.OutOfMemoryError|\bMemoryError\b|std::bad_alloc|cannot allocate (memory|vector)|CUDA out of memory|fatal error: runtime: out of memory/i,
  },
  { cause: 'DISK_FULL', pattern: /no space left on device|\bENOSPC\b|disk quota exceeded/i },
  {
    cause: 'ACCESS_DENIED',
    pattern: /\bAccessDenied(Exception)?\b|is not authorized to perform|UnauthorizedOperation|\bNoCredentials/i,
  },
  {
    cause: 'COMMAND_NOT_FOUND',
    pattern: /command not found|Cannot find module|ModuleNotFoundError|can't open file/i,
  },
] as const satisfies readonly FailureSign<string>[];

/** Exit codes by which a shell or a container runtime tells that the program could not be started at all. */
export const UNSTARTED_EXITS: readonly number[] = [126, 127];

/** Exit codes of programs that the kernel stopped for a fault of their own: 128 + SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV. */
export const CRASH_EXITS: readonly number[] = [132, 134, 135, 136, 139];

/** The first sign that a text shows. */
export const signIn = <Cause extends string>(signs: readonly FailureSign<Cause>[], text: string): Cause | undefined =>
  signs.find(({ pattern }) => pattern.test(text))?.cause;
