import { execFileSync } from 'node:child_process';
import { CfnParameter } from 'aws-cdk-lib';
import { MultipartBody, MultipartUserData, UserData } from 'aws-cdk-lib/aws-ec2';
import { emptyStack, genomesPlatform, only, refusal, templateOfJob } from '../fixture';

interface Part {
  readonly type: string;
  readonly content: string;
}

/** The parts of a message as Python's email package, which cloud-init uses, finds them. */
function partsOf(message: string): readonly Part[] {
  const script = `
import email, json, sys
message = email.message_from_string(sys.stdin.read())
assert message.is_multipart() and not message.defects, message.defects
print(json.dumps([
  {"type": part.get_content_type(), "content": part.get_payload(decode=True).decode()} for part in message.get_payload()
]))`;
  return JSON.parse(execFileSync('python3', ['-c', script], { input: message, encoding: 'utf8' }));
}

const draining = {
  type: 'text/x-shellscript',
  content: "#!/bin/bash\necho 'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true' >> /etc/ecs/ecs.config",
};

/** The user data in the template of a platform. */
function userDataOf(instanceUserData?: UserData, at = emptyStack()): unknown {
  const template = templateOfJob({}, genomesPlatform(instanceUserData && { instanceUserData }, at));
  const { LaunchTemplateData } = only(template, 'AWS::EC2::LaunchTemplate') as {
    readonly LaunchTemplateData: { readonly UserData: { readonly 'Fn::Base64': unknown } };
  };
  return LaunchTemplateData.UserData['Fn::Base64'];
}

/** As {@link userDataOf}, as the instance gets it. */
function textOf(instanceUserData?: UserData): string {
  const value = userDataOf(instanceUserData);
  if (typeof value === 'string') return value;
  const [, pieces] = (value as { readonly 'Fn::Join': [string, (string | { readonly 'Fn::Base64': string })[]] })[
    'Fn::Join'
  ];
  const texts = pieces.map((piece) =>
    typeof piece === 'string' ? piece : Buffer.from(piece['Fn::Base64']).toString('base64'),
  );
  return texts.join('');
}

describe('user data of instances', () => {
  test('turns on Spot draining', () => {
    expect(partsOf(textOf())).toEqual([draining]);
  });

  test.each([
    ['a shell script', '#!/bin/sh\ndate', 'text/x-shellscript'],
    ['a shell script with letters beyond ASCII', '#!/bin/sh\necho größer', 'text/x-shellscript'],
    ['cloud-config', '#cloud-config\nruncmd:\n  - date', 'text/cloud-config'],
    ['a boot hook', '#cloud-boothook\n#!/bin/sh\ndate', 'text/cloud-boothook'],
  ])('keeps %s of the user behind it', (_what, content, type) => {
    expect(partsOf(textOf(UserData.custom(content)))).toEqual([draining, { type, content }]);
  });

  test('has the commands that the user adds after the platform is made', () => {
    const at = emptyStack();
    const instanceUserData = UserData.forLinux();
    const of = genomesPlatform({ instanceUserData }, at);
    instanceUserData.addCommands('mount /scratch');
    expect(only(templateOfJob({}, of), 'AWS::EC2::LaunchTemplate')).toMatchObject({
      LaunchTemplateData: { UserData: { 'Fn::Base64': expect.stringContaining('#!/bin/bash\nmount /scratch\n--') } },
    });
  });

  test('keeps every part of a multi-part message, and the given object as it was', () => {
    const own = new MultipartUserData();
    own.addPart(MultipartBody.fromRawBody({ contentType: 'text/cloud-config', body: '#cloud-config\nruncmd: []' }));
    own.addPart(MultipartBody.fromRawBody({ contentType: 'text/x-shellscript', body: '#!/bin/sh\ndate' }));
    const before = own.render();
    expect(partsOf(textOf(own))).toEqual([
      draining,
      { type: 'text/cloud-config', content: '#cloud-config\nruncmd: []' },
      { type: 'text/x-shellscript', content: '#!/bin/sh\ndate' },
    ]);
    expect(own.render()).toBe(before);
  });

  test.each(['"==MY=="', '==MY=='])('finds the boundary %s of a message written by hand', (boundary) => {
    const own = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=${boundary}\n\n--==MY==\nContent-Type: text/x-shellscript\n\n#!/bin/sh\ndate\n--==MY==--\n`;
    expect(partsOf(textOf(UserData.custom(own)))).toEqual([
      draining,
      { type: 'text/x-shellscript', content: '#!/bin/sh\ndate' },
    ]);
  });

  test('takes a multi-part message that has no part yet', () => {
    expect(partsOf(textOf(new MultipartUserData()))).toEqual([draining]);
  });

  test('takes values that only the deployment knows', () => {
    const at = emptyStack();
    const volume = new CfnParameter(at.stack, 'Volume').valueAsString;
    const own = UserData.forLinux();
    own.addCommands(`mount ${volume} /scratch`);
    expect(userDataOf(own, at)).toEqual({
      'Fn::Join': [
        '',
        [expect.stringContaining('#!/bin/bash\nmount '), { Ref: 'Volume' }, expect.stringContaining(' /scratch\n--')],
      ],
    });
  });

  test('takes as much as EC2 does, and counts only what is known', () => {
    const validated = (own: UserData, at = emptyStack()) => {
      const { platform } = genomesPlatform({ instanceUserData: own }, at);
      return platform.node.findAll().flatMap((node) => node.node.validate());
    };
    const filled = (bytes: number, more = '') => UserData.custom(`#!/bin/bash\n${more}${'#'.repeat(bytes)}`);
    const own = textOf(filled(1)).length - 1;
    const problem = 'EC2 takes 16384: keep the commands in S3';
    const found = (bytes: number) => validated(filled(bytes)).filter((text) => text.includes(problem));
    expect(found(16 * 1024 - own)).toEqual([]);
    expect(found(16 * 1024 - own + 1)).toEqual([expect.stringContaining('[@batchwright/cdk:INVALID_USER_DATA]')]);

    const at = emptyStack();
    const volume = new CfnParameter(at.stack, 'Volume').valueAsString;
    const texts = validated(filled(16 * 1024 - own - 7, `mount ${volume}\n`), at);
    expect(texts.filter((text) => text.includes(problem))).toEqual([]);
  });

  test.each([
    ['of Windows', UserData.forWindows(), 'is for Windows; expected UserData.forLinux()'],
    [
      'of an unknown kind',
      UserData.custom('mount /scratch'),
      'begins with "mount /scratch"; expected #!, #cloud-config',
    ],
    ['that is one MIME part', UserData.custom('Content-Type: text/x-shellscript\n\n#!/bin/sh'), 'without parts'],
    [
      'whose boundary never occurs',
      UserData.custom('Content-Type: multipart/mixed; boundary="a"\n\n--b\n\n--b--'),
      'a boundary that occurs in it',
    ],
  ])('refuses user data %s', (_what, instanceUserData, message) => {
    expect(refusal(() => genomesPlatform({ instanceUserData }))).toMatchObject({
      code: 'INVALID_USER_DATA',
      path: 'Test/Genomes',
      message: expect.stringContaining(message),
    });
  });
});
