/** What an image says about how its container starts, after its Dockerfile was read and its files were staged. */
export interface StagedImage {
  /** Directory on this machine that holds what the Dockerfile copied; the image's `/app/x` lies at `<root>/app/x`. */
  readonly root: string;
  /** Absolute path in the image, `/` when the Dockerfile sets none. */
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Empty when the Dockerfile sets none: what the base image says is not known here. */
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /**
   * Paths in the image that COPY and WORKDIR made, longest first: arguments that are one, or lie below one, are mapped
   * below {@link root}. Directories that every system has (`/`, `/usr/local/bin`) are not among them, but what was
   * copied into them is.
   */
  readonly copied: readonly string[];
  /** What the Dockerfile asks for and a process on this machine does not get, for the user to read. */
  readonly notes?: readonly string[] | undefined;
}

/** Why an image cannot run without a container engine: the line of its Dockerfile that needs one. */
export interface UnstagedImage {
  readonly reason: string;
}

export type ImageStaging = ({ readonly ok: true } & StagedImage) | ({ readonly ok: false } & UnstagedImage);
