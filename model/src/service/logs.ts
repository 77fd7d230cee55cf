/** Log group of a job whose definition names none. Source: User Guide, "Using the awslogs log driver". */
export const DEFAULT_LOG_GROUP = '/aws/batch/job';

/** Characters of a job definition's name that a stream name keeps. Source: User Guide, "Job definition parameters". */
const NAME_CHARACTERS = 200;

/**
 * Name of a job attempt's log stream. The service may change it: clients read it from DescribeJobs.
 *
 * @param prefix - the definition's `awslogs-stream-prefix`
 */
export const logStreamName = (definitionName: string, taskId: string, prefix?: string): string =>
  `${prefix ?? definitionName.slice(0, NAME_CHARACTERS)}/default/${taskId}`;
