#!/usr/bin/env bash
# The AWS CLI, unmodified, drives a running local service: an array is submitted, its children listed, its end seen, its
# log read; then SIGTERM ends the service cleanly. Needs `aws`, a build and cdk.out.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "check-clients: $*" >&2
  exit 1
}

work=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

# As a person would have it: a profile that must not matter, because the service's own variables come first.
export AWS_PROFILE='' AWS_CONFIG_FILE="$work/config" AWS_SHARED_CREDENTIALS_FILE="$work/credentials" AWS_PAGER=''
unset AWS_PROFILE

node bin/batchwright.js local --port 0 --from cdk.out --json >"$work/first-line" 2>"$work/service.log" &
service=$!
for _ in $(seq 100); do
  [ -s "$work/first-line" ] && break
  kill -0 "$service" 2>/dev/null || fail "the service did not start: $(cat "$work/service.log")"
  sleep 0.2
done
field() { head -n 1 "$work/first-line" | node -pe "JSON.parse(require('fs').readFileSync(0, 'utf8'))['$1']"; }
AWS_ENDPOINT_URL=$(field endpoint)
AWS_REGION=$(field region)
AWS_ACCESS_KEY_ID=$(field accessKeyId)
AWS_SECRET_ACCESS_KEY=$(field secretAccessKey)
AWS_DEFAULT_REGION=$AWS_REGION
export AWS_ENDPOINT_URL AWS_REGION AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY

# Before 2.13 the AWS CLI (Debian 12 has 2.9) knows no AWS_ENDPOINT_URL: the option works with every version.
aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }

queue=$(aws batch describe-job-queues --query 'jobQueues[0].jobQueueName' --output text)
[ "$queue" != None ] || fail 'the photo platform has no queue'

aws batch register-job-definition --job-definition-name hello --type container \
  --container-properties '{"image":"busybox","command":["sh","-c","echo hello from $AWS_BATCH_JOB_ARRAY_INDEX"],"resourceRequirements":[{"type":"VCPU","value":"1"},{"type":"MEMORY","value":"64"}]}' \
  >/dev/null
job=$(aws batch submit-job --job-name hello --job-queue "$queue" --job-definition hello --array-properties size=5 \
  --query jobId --output text)
for _ in $(seq 100); do
  status=$(aws batch describe-jobs --jobs "$job" --query 'jobs[0].status' --output text)
  [ "$status" = SUCCEEDED ] && break
  [ "$status" != FAILED ] || fail "the array failed: $(aws batch describe-jobs --jobs "$job")"
  sleep 0.3
done
[ "$status" = SUCCEEDED ] || fail "the array is still $status"

children=$(aws batch list-jobs --array-job-id "$job" --job-status SUCCEEDED --query 'length(jobSummaryList)' --output text)
[ "$children" = 5 ] || fail "expected 5 children that succeeded; got $children"

stream=$(aws batch describe-jobs --jobs "$job:3" --query 'jobs[0].container.logStreamName' --output text)
line=$(aws logs get-log-events --log-group-name /aws/batch/job --log-stream-name "$stream" --query 'events[0].message' --output text)
[ "$line" = 'hello from 3' ] || fail "expected the log line of child 3; got: $line"

# What must be refused is refused in the service's own shape.
if aws batch submit-job --job-name hello --job-queue "$queue" --job-definition hello --array-properties size=1 2>"$work/refused"; then
  fail 'an array of one was taken'
fi
grep -q 'ClientException' "$work/refused" || fail "expected a ClientException; got: $(cat "$work/refused")"
# A service that is not there says so, and nothing reaches AWS.
if aws sqs list-queues >/dev/null 2>"$work/unserved"; then fail 'SQS answered'; fi
# A wrong secret opens nothing.
if AWS_SECRET_ACCESS_KEY=wrong aws batch describe-job-queues 2>"$work/forged" >/dev/null; then fail 'a forged signature was taken'; fi

echo data >"$work/data"
bucket=$(aws s3api list-buckets --query 'Buckets[0].Name' --output text)
aws s3 cp --quiet "$work/data" "s3://$bucket/check/data"
[ "$(aws s3 cp --quiet "s3://$bucket/check/data" -)" = data ] || fail 'S3 gave back something else'

kill -TERM "$service"
wait "$service" || fail "the service ended with $?: $(cat "$work/service.log")"
echo "the AWS CLI ($(command aws --version 2>&1 | cut -d' ' -f1)) submitted an array of 5 to $queue and saw it succeed"
