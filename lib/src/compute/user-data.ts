import { INSTANCE_LIMITS } from '@batchwright/model/service';
import { Fn, Tokenization } from 'aws-cdk-lib';
import type { Problem } from '../checks';

/**
 * What every instance does at its first start: tells its ECS agent to take no more jobs once EC2 has announced that it
 * takes the instance back. Running jobs keep their two minutes. On an instance that is not Spot it changes nothing.
 * Source: Amazon ECS Developer Guide, "Spot Instance draining".
 */
const DRAINING = [
  'Content-Type: text/x-shellscript; charset="utf-8"',
  '',
  '#!/bin/bash',
  "echo 'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true' >> /etc/ecs/ecs.config",
].join('\n');

// Not the boundary that examples use: the service adds parts of its own.
const BOUNDARY = '==BATCHWRIGHT==';

/** How cloud-init tells the kinds of user data apart. */
const CONTENT_TYPES: readonly (readonly [start: string, type: string])[] = [
  ['#!', 'text/x-shellscript'],
  ['#cloud-config', 'text/cloud-config'],
  ['#cloud-boothook', 'text/cloud-boothook'],
];

/** What is wrong with the user's own user data, so that it cannot be merged. */
export function userDataProblem(own: string): Problem | undefined {
  if (own.trim() === '' || contentType(own) !== undefined) return undefined;
  if (isMime(own)) {
    if (firstPart(own) !== undefined) return undefined;
    return {
      code: 'INVALID_USER_DATA',
      message:
        'instanceUserData is a MIME message without parts to merge with; expected Content-Type: multipart/mixed with a ' +
        'boundary that occurs in it, as MultipartUserData writes it',
    };
  }
  const line = own.trimStart().split('\n', 1)[0] ?? '';
  if (/^<(?:powershell|script)>/i.test(line)) {
    return {
      code: 'INVALID_USER_DATA',
      message: 'instanceUserData is for Windows; expected UserData.forLinux(): AWS Batch has Windows on Fargate only',
    };
  }
  const starts = CONTENT_TYPES.map(([start]) => start).join(', ');
  return {
    code: 'INVALID_USER_DATA',
    message:
      `instanceUserData begins with ${JSON.stringify(line.slice(0, 60))}; expected ${starts}, or a MIME multi-part ` +
      'message: take UserData.forLinux(), or MultipartUserData with the content type of each part',
  };
}

/**
 * Whether user data is larger than EC2 takes, as far as its text is known; what the service adds comes on top.
 *
 * @param merged - what {@link mergedUserData} makes
 */
export function userDataSizeProblem(merged: string): Problem | undefined {
  const tokens = Tokenization.reverseString(merged).tokens.map((token) => token.toString());
  const bytes = Buffer.byteLength(tokens.reduce((text, token) => text.replaceAll(token, ''), merged));
  const most = INSTANCE_LIMITS.userDataBytes;
  if (bytes <= most) return undefined;
  return {
    code: 'INVALID_USER_DATA',
    message:
      `instanceUserData comes to ${bytes} bytes with Batchwright's part; EC2 takes ${most}: keep the commands in S3 or in ` +
      'the image, and fetch them',
  };
}

/**
 * User data of an instance as a MIME multi-part message, the only form that the service merges with its own: Spot
 * draining first, then the user's, so that the user has the last word. Source: AWS Batch User Guide, "Launch templates".
 *
 * @param own - what passed {@link userDataProblem}
 */
export function mergedUserData(own: string): string {
  const type = contentType(own);
  if (type !== undefined) return message([DRAINING, part(type, own.trim())]);
  const first = firstPart(own);
  if (first === undefined) return message([DRAINING]);
  return `${own.slice(0, first.at)}--${first.boundary}\n${DRAINING}\n${own.slice(first.at)}`;
}

function part(type: string, content: string): string {
  const header = `Content-Type: ${type}; charset="utf-8"`;
  // Readable in the template where it can be; cloud-init spoils other characters that are not encoded.
  return /^[ -~\t\r\n]*$/.test(content)
    ? `${header}\n\n${content}`
    : `${header}\nContent-Transfer-Encoding: base64\n\n${Fn.base64(content)}`;
}

const message = (parts: readonly string[]): string =>
  [
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    '',
    ...parts.flatMap((part) => [`--${BOUNDARY}`, part]),
    `--${BOUNDARY}--`,
    '',
  ].join('\n');

const contentType = (own: string): string | undefined =>
  CONTENT_TYPES.find(([start]) => own.trimStart().startsWith(start))?.[1];

const isMime = (own: string): boolean => /^\s*(?:MIME-Version|Content-Type):/i.test(own);

/** Where the first part of a MIME message begins, or the end of one that has none yet. */
function firstPart(own: string): { readonly at: number; readonly boundary: string } | undefined {
  if (!isMime(own)) return undefined;
  const [header = ''] = own.trimStart().split(/\r?\n\r?\n/, 1);
  const boundary = /^Content-Type:\s*multipart\/[^\n]*?boundary=(?:"([^"]+)"|([^\s;"]+))/im.exec(header);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) return undefined;
  const before = own.indexOf(`\n--${name}`);
  return before === -1 ? undefined : { at: before + 1, boundary: name };
}
