import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

export interface GraphProps {
  readonly title: string;
  readonly region: string;
  readonly statistic: string;
  readonly namespace: string;
  readonly dimension: string;
  /** The one value of that dimension. */
  readonly value: string;
  readonly metrics: readonly string[];
  /** Further ones with a statistic of their own, by the axis on the right. */
  readonly onTheRight?: { readonly statistic: string; readonly metrics: readonly string[] };
  readonly width: number;
  /** Seconds. */
  readonly period: number;
}

/** Source: CloudWatch API reference, "Dashboard body structure and syntax". */
const DEFAULT_SECONDS = 300;

abstract class PlacedWidget extends cloudwatch.ConcreteWidget {
  protected place() {
    return { x: this.x, y: this.y, width: this.width, height: this.height };
  }
}

/**
 * Lines of one namespace and one dimension. Names its queue once and refers to it by a dot from then on, as dashboards
 * allow; the CDK's own graph repeats it with every line, and a reference to a queue is long.
 */
export class Graph extends PlacedWidget {
  private shown: () => boolean = () => true;

  constructor(private readonly props: GraphProps) {
    super(props.width, 6);
  }

  /** Shows it only if this is so when all of the app is known. */
  when(shown: () => boolean): this {
    this.shown = shown;
    return this;
  }

  override toJson(): unknown[] {
    if (!this.shown()) return [];
    const { title, region, statistic, namespace, dimension, value, metrics, onTheRight, period } = this.props;
    return [
      {
        type: 'metric',
        ...this.place(),
        properties: {
          title,
          region,
          stat: statistic,
          // What a graph has by itself.
          ...(period === DEFAULT_SECONDS ? {} : { period }),
          metrics: [
            ...metrics.map((name, at) => (at === 0 ? [namespace, name, dimension, value] : ['.', name, '.', '.'])),
            ...(onTheRight?.metrics ?? []).map((name) => {
              return ['.', name, '.', '.', { stat: onTheRight?.statistic, yAxis: 'right' }];
            }),
          ],
        },
      },
    ];
  }
}

/** A widget whose content is known when all of the app is; it may turn out to be nothing. */
export class LateWidget extends PlacedWidget {
  constructor(
    width: number,
    height: number,
    private readonly make: () => object | undefined,
  ) {
    super(width, height);
  }

  override toJson(): unknown[] {
    const made = this.make();
    return made === undefined ? [] : [{ ...this.place(), ...made }];
  }
}
