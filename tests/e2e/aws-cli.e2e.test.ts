// The administrator's commands, typed as the documentation types them into the unmodified AWS CLI.
import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { patience, RealPlane } from './real-plane.ts'

const version = spawnSync('aws', ['--version'], { encoding: 'utf8' })
const isPresent = version.status === 0
if (!isPresent) console.log('skipping the AWS CLI end to end: there is no program `aws` here')

const role = 'AWSSystemsManagerDefaultEC2InstanceManagementRole'
const shortId = '/ssm/managed-instance/default-ec2-instance-management-role'
const trustPolicy = `{
    "Version":"2012-10-17",
    "Statement":[
        {
            "Sid":"",
            "Effect":"Allow",
            "Principal":{
                "Service":"ssm.amazonaws.com"
            },
            "Action":"sts:AssumeRole"
        }
    ]
}`
const image = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
/** As the CLI prints times with `cli_timestamp_format = iso8601`. */
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)$/)

describe.skipIf(!isPresent)('the AWS CLI', () => {
  const plane = new RealPlane({ machines: 'process' })
  let arn: string
  let instanceId: string
  beforeAll(async () => {
    await plane.start()
    const { region, accountId } = plane.running.file
    arn = `arn:aws:ssm:${region}:${accountId}:servicesetting${shortId}`
    writeFileSync(join(plane.dataDir, 'trust-policy.json'), trustPolicy)
  })
  afterAll(() => plane.close())

  interface Outcome {
    readonly exitCode: number
    readonly stdout: string
    readonly stderr: string
  }

  /** Runs a command line as it would be typed; words are separated by blanks. */
  function run(commandLine: string): Promise<Outcome> {
    const { awsConfigFile, awsCredentialsFile } = plane.running.file
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))
    const env = {
      ...Object.fromEntries(kept),
      AWS_CONFIG_FILE: awsConfigFile,
      AWS_SHARED_CREDENTIALS_FILE: awsCredentialsFile,
      AWS_PROFILE: 'hostler',
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    return new Promise(resolve => {
      execFile('aws', commandLine.split(' ').slice(1), { env, cwd: plane.dataDir }, (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr })
      })
    })
  }

  /** Runs a command that has to succeed, and reads the JSON that it prints. */
  async function read(commandLine: string): Promise<Record<string, never>> {
    const { exitCode, stdout, stderr } = await run(commandLine)
    expect([exitCode, stderr]).toEqual([0, ''])
    return JSON.parse(stdout)
  }

  const nothing = { exitCode: 0, stdout: '', stderr: '' }

  test('makes the role that hosts get', async () => {
    const { Role } = await read(
      `aws iam create-role --role-name ${role} --path /service-role/ --assume-role-policy-document file://trust-policy.json`,
    )
    expect(Role).toMatchObject({
      Path: '/service-role/',
      RoleName: role,
      RoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}$/),
      Arn: `arn:aws:iam::${plane.running.file.accountId}:role/service-role/${role}`,
      CreateDate: isoTime,
      AssumeRolePolicyDocument: JSON.parse(trustPolicy),
    })
  })

  test('gives the role its rights, and prints nothing', async () => {
    expect(
      await run(
        `aws iam attach-role-policy --policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy --role-name ${role}`,
      ),
    ).toEqual(nothing)
  })

  test('shows the setting before anybody changed it', async () => {
    expect(await read(`aws ssm get-service-setting --setting-id ${arn}`)).toEqual({
      ServiceSetting: {
        SettingId: shortId,
        SettingValue: '$None',
        LastModifiedUser: 'System',
        ARN: arn,
        Status: 'Default',
      },
    })
  })

  test('turns Default Host Management on, and prints nothing', async () => {
    expect(
      await run(`aws ssm update-service-setting --setting-id ${arn} --setting-value service-role/${role}`),
    ).toEqual(nothing)
  })

  test('shows the setting, by its ARN and by its short id', async () => {
    const setting = await read(`aws ssm get-service-setting --setting-id ${arn}`)
    expect(setting).toEqual({
      ServiceSetting: {
        SettingId: shortId,
        SettingValue: `service-role/${role}`,
        LastModifiedDate: isoTime,
        LastModifiedUser: `arn:aws:iam::${plane.running.file.accountId}:user/admin`,
        ARN: arn,
        Status: 'Customized',
      },
    })
    expect(await read(`aws ssm get-service-setting --setting-id ${shortId}`)).toEqual(setting)
  })

  test('starts a host without instance profile from the newest image', async () => {
    const { Parameters, InvalidParameters } = await read(`aws ssm get-parameters --names ${image}`)
    expect([Parameters, InvalidParameters]).toEqual([
      [expect.objectContaining({ Name: image, Type: 'String', Value: expect.stringMatching(/^ami-[0-9a-f]{17}$/) })],
      [],
    ])
    const { Value } = Parameters![0] as { Value: string }
    const answer = await read(
      `aws ec2 run-instances --image-id ${Value} --metadata-options HttpTokens=required --count 1`,
    )
    const [instance] = answer['Instances'] as unknown as Record<string, unknown>[]
    expect(instance).toMatchObject({
      InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      ImageId: Value,
      State: { Code: 0, Name: 'pending' },
      MetadataOptions: { HttpTokens: 'required' },
    })
    expect(instance).not.toHaveProperty('IamInstanceProfile')
    instanceId = String(instance!['InstanceId'])
  })

  test('is told of an image that does not exist', async () => {
    const outcome = await run('aws ec2 run-instances --image-id ami-0123456789abcdef0 --count 1')
    expect(outcome.exitCode).toBeGreaterThan(0)
    expect(outcome.stderr.trim()).toMatch(
      /^(aws: \[ERROR\]: )?An error occurred \(InvalidAMIID\.NotFound\) when calling the RunInstances operation: The image id '\[ami-0123456789abcdef0\]' does not exist$/,
    )
  })

  test('lists the host, which came online by itself', async () => {
    await expect.poll(() => plane.connection(instanceId), patience).toBe('connected')
    await expect.poll(async () => (await plane.node(instanceId))?.PlatformName, patience).toEqual(expect.any(String))
    const { InstanceInformationList } = await read('aws ssm describe-instance-information')
    expect(InstanceInformationList).toEqual([
      {
        InstanceId: instanceId,
        PingStatus: 'Online',
        LastPingDateTime: isoTime,
        AgentVersion: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
        IsLatestVersion: true,
        PlatformType: expect.any(String),
        PlatformName: expect.any(String),
        PlatformVersion: expect.any(String),
        IamRole: role,
        ResourceType: 'EC2Instance',
        IPAddress: expect.any(String),
        ComputerName: expect.any(String),
        SourceId: instanceId,
        SourceType: 'AWS::EC2::Instance',
      },
    ])
  })

  test('turns Default Host Management off, and shows the default', async () => {
    expect(await read(`aws ssm reset-service-setting --setting-id ${arn}`)).toEqual({
      ServiceSetting: {
        SettingId: shortId,
        SettingValue: '$None',
        LastModifiedUser: 'System',
        ARN: arn,
        Status: 'Default',
      },
    })
  })

  test('ends the host', async () => {
    const { TerminatingInstances } = await read(`aws ec2 terminate-instances --instance-ids ${instanceId}`)
    expect(TerminatingInstances).toEqual([
      {
        InstanceId: instanceId,
        CurrentState: { Code: 32, Name: 'shutting-down' },
        PreviousState: { Code: 16, Name: 'running' },
      },
    ])
    await expect.poll(() => plane.stateOf(instanceId), patience).toBe('terminated')
    expect(await read('aws ssm describe-instance-information')).toEqual({ InstanceInformationList: [] })
  })

  test('is told of a setting that is not this account’s', async () => {
    const foreign = arn.replace(plane.running.file.accountId, '999999999999')
    const outcome = await run(`aws ssm get-service-setting --setting-id ${foreign}`)
    expect(outcome.exitCode).toBeGreaterThan(0)
    expect(outcome.stderr).toContain(
      `An error occurred (ValidationException) when calling the GetServiceSetting operation: Invalid settingId : ${foreign}`,
    )
  })
})
