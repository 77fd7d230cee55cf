export type ParameterType = 'String' | 'StringList' | 'SecureString';

export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly type: ParameterType;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** SSM parameters, in memory. */
export class ParameterStore {
  private readonly parameters = new Map<string, Parameter>();

  constructor(private readonly clock: () => number) {}

  get(name: string): Parameter | undefined {
    return this.parameters.get(name);
  }

  put(name: string, value: string, type: ParameterType): Parameter {
    const version = (this.parameters.get(name)?.version ?? 0) + 1;
    const parameter = { name, value, type, version, modifiedAt: this.clock() };
    this.parameters.set(name, parameter);
    return parameter;
  }

  delete(name: string): boolean {
    return this.parameters.delete(name);
  }

  /** Those below a path, in the order of their names. */
  below(path: string, recursive: boolean): readonly Parameter[] {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    return [...this.parameters.values()]
      .filter(({ name }) => name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/')))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}
