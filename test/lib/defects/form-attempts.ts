import { Compute, type SidecarProps } from '@batchwright/cdk';
import { Duration, Size } from 'aws-cdk-lib';
import { InstanceClass } from 'aws-cdk-lib/aws-ec2';
import { jobProps } from '../fixture';
import { type Attempt, jobs, onEc2, onEks, onFargate, onManaged, onOnly, type Row, type TriedJob } from './attempt';

const sidecar: SidecarProps = { image: jobProps().image, vcpus: 1, memory: Size.gibibytes(1) };
const sidecars = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`side${index}`, sidecar]));
const proxy = (more: Partial<SidecarProps> = {}) => ({ sidecars: { proxy: { ...sidecar, ...more } } });

const TASKS: Row<TriedJob>[] = [
  [
    'Number of containers must be between 1 and 10',
    'INVALID_CONTAINERS',
    { sidecars: sidecars(10) },
    'jd-ecs-task-containers-max',
  ],
  [
    'Container names must be unique',
    'INVALID_CONTAINERS',
    { sidecars: { worker: sidecar } },
    'jd-ecs-container-name-unique',
  ],
  ['Container names have a pattern', 'INVALID_CONTAINERS', { sidecars: { 'a b': sidecar } }],
  [
    'Container dependency can not be used in a single-container job.',
    'INVALID_CONTAINERS',
    { dependsOn: { proxy: 'START' } },
    'jd-ecs-depends-on-single-container',
  ],
  [
    'containerName … must reference a defined container.',
    'INVALID_CONTAINERS',
    { ...proxy(), dependsOn: { database: 'START' } },
    'jd-ecs-depends-on-container-exists',
  ],
  [
    'TaskContainer dependency … is not valid. Valid values are: [START, COMPLETE, SUCCESS]',
    'INVALID_CONTAINERS',
    { ...proxy(), dependsOn: { proxy: 'HEALTHY' as 'START' } },
    'jd-ecs-depends-on-condition-value',
  ],
  [
    'The container target of a dependency can not have condition SUCCESS if the target is essential',
    'INVALID_CONTAINERS',
    { ...proxy({ essential: true }), dependsOn: { proxy: 'SUCCESS' } },
    'jd-ecs-depends-on-essential-complete',
  ],
  [
    'Containers do not wait for each other',
    'INVALID_CONTAINERS',
    { ...proxy({ dependsOn: { worker: 'START' } }), dependsOn: { proxy: 'START' } },
  ],
  ['A stop time-out has a minimum of 2 seconds', 'OUT_OF_RANGE', proxy({ stopTimeout: Duration.seconds(1) })],
  ['Environment variable name is required: of a sidecar', 'INVALID_COMMAND', proxy({ environment: { '': 'x' } })],
];

const FARGATE_TASKS: Row<TriedJob>[] = [
  [
    'A stop time-out on Fargate has a maximum of 120 seconds',
    'OUT_OF_RANGE',
    proxy({ stopTimeout: Duration.seconds(121) }),
  ],
  ['ulimits is not applicable for Fargate: of a sidecar', 'NOT_ON_FARGATE', proxy({ privileged: true })],
  [
    'A log router on Fargate is configured by a file',
    'INVALID_CONTAINERS',
    { logRouter: { ...sidecar, options: {}, config: { s3: 'arn:aws:s3:::configs/router.conf' } } },
  ],
  ['Fargate does not support MNP jobs', 'INVALID_NODES', { nodes: { count: 2 } }, 'fargate-multinode'],
];

const NODES: Row<TriedJob>[] = [
  ['Number of nodes must be between 1 and 1000.', 'OUT_OF_RANGE', { nodes: { count: 0 } }, 'jd-node-num-nodes-max'],
  ['Number of nodes must be at most 1000.', 'OUT_OF_RANGE', { nodes: { count: 1001 } }, 'jd-node-num-nodes-max'],
  [
    'Main node index is out of range, must be less than numNodes.',
    'OUT_OF_RANGE',
    { nodes: { count: 2, main: 2 } },
    'jd-node-main-node-lt-num',
  ],
  [
    'Node indexes are smaller than numNodes',
    'OUT_OF_RANGE',
    { nodes: { count: 2, ranges: [{ from: 2 }] } },
    'jd-node-target-nodes-in-range',
  ],
  [
    'Maximum allowed size of node range properties is 5',
    'INVALID_NODES',
    { nodes: { count: 8, ranges: [0, 2, 4].map((from) => ({ from })) } },
    'jd-node-ranges-max',
  ],
  [
    'Node ranges do not overlap by half',
    'INVALID_NODES',
    { nodes: { count: 4, ranges: [{ from: 0, to: 2 }, { from: 2 }] } },
  ],
  [
    "User '$(id' does not match regex: of a node range",
    'INVALID_COMMAND',
    { nodes: { count: 2, ranges: [{ from: 0, user: '$(id' }] } },
  ],
  ['A node has one container', 'INVALID_NODES', { ...proxy(), nodes: { count: 2 } }],
];

const PODS: Row<TriedJob>[] = [
  [
    'Value … for type cpu in resources is not valid. Provide a valid number and unit.',
    'OUT_OF_RANGE',
    { vcpus: 0.3 },
    'jd-eks-cpu-value',
  ],
  ['Value … for type memory is not valid.', 'OUT_OF_RANGE', { memory: Size.kibibytes(5000) }],
  ['Value … for type nvidia.com/gpu in resources is not valid.', 'OUT_OF_RANGE', { gpus: 0.5 }, 'jd-eks-gpu-integer'],
  ['A pod has a service account', 'INVALID_POD', { serviceAccountName: '' }],
  ['A service account has a name of Kubernetes', 'INVALID_POD', { serviceAccountName: 'The Worker' }],
  ['A user of a pod is a number', 'INVALID_POD', { user: 'worker' }],
  [
    'Cannot use both nodeProperties and eksProperties',
    'INVALID_NODES',
    { nodes: { count: 2 } },
    'jd-eks-node-properties',
  ],
  ['Secrets are not for pods', 'INVALID_POD', { secrets: { TOKEN: undefined as never } }],
];

const spot = () => onOnly(Compute.spot({ maxvCpus: 16, instanceClasses: [InstanceClass.M7I] }));

const unmanaged = () => onOnly(Compute.unmanaged());

/** What the service refuses about jobs of several containers or nodes, on managed instances and on EKS. */
export const FORM_ATTEMPTS: readonly Attempt[] = [
  ...jobs(onEc2, TASKS),
  ...jobs(onFargate, FARGATE_TASKS),
  ...jobs(onEc2, NODES),
  ...jobs(onEks, PODS, { serviceAccountName: 'worker' }),
  ...jobs(onManaged, [
    ['MANAGED_INSTANCES does not support MNP jobs', 'INVALID_NODES', { nodes: { count: 2 } }, 'jd-mi-no-multinode'],
  ]),
  ...jobs(unmanaged, [
    ['Jobs of several nodes are not for unmanaged compute', 'INVALID_NODES', { nodes: { count: 2 } }],
  ]),
  ...jobs(spot, [['Jobs of several nodes are not for Spot', 'INVALID_NODES', { nodes: { count: 2 } }]]),
];
