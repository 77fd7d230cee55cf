export interface NameValue {
  readonly name: string;
  readonly value: string;
}

export interface Secret {
  readonly name: string;
  readonly valueFrom: string;
}

export interface ResourceRequirement {
  readonly type: string;
  readonly value: string;
}

/** `containerProperties` of a definition: the members that have a meaning here; the others are kept to be described. */
export interface ContainerProperties {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: readonly NameValue[];
  readonly resourceRequirements: readonly ResourceRequirement[];
  readonly secrets: readonly Secret[];
  readonly logGroup: string | undefined;
  readonly logStreamPrefix: string | undefined;
  /** `awslogs-create-group` */
  readonly createLogGroup: boolean;
  /** As it was registered, with the empty collections that the service adds. */
  readonly described: Readonly<Record<string, unknown>>;
}
