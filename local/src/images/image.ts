/** What an image says about how its container starts, after its Dockerfile was read and its files were staged. */
export interface StagedImage {
  /** Directory on this machine that holds what the Dockerfile copied; the image's `/app/x` lies at `<root>/app/x`. */
  readonly root: string;
  /** Absolute path in the image, `/` when the Dockerfile sets none. */
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Paths in the image that COPY wrote, longest first: arguments that begin with one are mapped below {@link root}. */
  readonly copied: readonly string[];
}

/** Why an image cannot run without a container engine: the line of its Dockerfile that needs one. */
export interface UnstagedImage {
  readonly reason: string;
}

export type ImageStaging = ({ readonly ok: true } & StagedImage) | ({ readonly ok: false } & UnstagedImage);
