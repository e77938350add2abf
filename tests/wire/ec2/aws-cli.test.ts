// EC2 as the unmodified AWS CLI reads it: another reader of the same XML than the SDK's.
import { execFile, spawnSync } from 'node:child_process'
import { startTestPlane, type TestPlane, testRegion } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageIdOf } from './launching.ts'

const isPresent = spawnSync('aws', ['--version']).status === 0
if (!isPresent) console.log('skipping EC2 through the AWS CLI: there is no program `aws` here')

describe.skipIf(!isPresent)('the AWS CLI', () => {
  let plane: TestPlane
  beforeAll(async () => {
    plane = await startTestPlane()
  })
  afterAll(() => plane.close())

  function aws(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const { accessKeyId, secretAccessKey } = plane.admin.credentials
    const env = {
      PATH: process.env['PATH'],
      HOME: plane.dataDir,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      // Version 1 reads this name only.
      AWS_DEFAULT_REGION: testRegion,
      AWS_ENDPOINT_URL: plane.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    }
    return new Promise(resolve => {
      execFile('aws', ['ec2', '--output', 'json', ...args], { env }, (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr })
      })
    })
  }

  async function read(...args: string[]): Promise<Record<string, unknown>> {
    const { exitCode, stdout, stderr } = await aws(...args)
    expect([exitCode, stderr]).toEqual([0, ''])
    return JSON.parse(stdout) as Record<string, unknown>
  }

  test('launches, tags, lists and terminates a host', async () => {
    const imageId = await imageIdOf(plane.admin)
    const launched = await read(
      'run-instances',
      '--image-id',
      imageId,
      '--count',
      '1',
      '--metadata-options',
      'HttpTokens=required,HttpPutResponseHopLimit=2',
      '--tag-specifications',
      'ResourceType=instance,Tags=[{Key=Name,Value=web server}]',
    )
    const [instance] = launched['Instances'] as [{ InstanceId: string }]
    expect(launched).toMatchObject({ OwnerId: plane.accountId, Groups: [] })
    expect(instance).toMatchObject({
      ImageId: imageId,
      State: { Code: 0, Name: 'pending' },
      AmiLaunchIndex: 0,
      LaunchTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/),
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      Tags: [{ Key: 'Name', Value: 'web server' }],
    })
    const id = instance.InstanceId
    await plane.running.app.instances.idle()

    expect(await aws('create-tags', '--resources', id, '--tags', 'Key=stage,Value=<&>')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    })
    const found = await read('describe-instances', '--filters', 'Name=tag:Name,Values=web*', '--page-size', '5')
    expect(found['Reservations']).toMatchObject([
      {
        Instances: [
          {
            InstanceId: id,
            State: { Code: 16, Name: 'running' },
            Tags: [
              { Key: 'Name', Value: 'web server' },
              { Key: 'stage', Value: '<&>' },
            ],
          },
        ],
      },
    ])

    const { Images } = await read('describe-images', '--owners', 'amazon', '--image-ids', imageId)
    expect(Images).toMatchObject([{ ImageId: imageId, State: 'available', Public: true }])

    expect(await read('terminate-instances', '--instance-ids', id)).toEqual({
      TerminatingInstances: [
        {
          InstanceId: id,
          CurrentState: { Code: 32, Name: 'shutting-down' },
          PreviousState: { Code: 16, Name: 'running' },
        },
      ],
    })
  })

  test('tells its user what was refused, and waits for what is asked for', async () => {
    const refused = await aws('describe-instances', '--instance-ids', 'i-0ffffffffffffffff')
    expect(refused.exitCode).not.toBe(0)
    expect(refused.stderr).toContain(
      "An error occurred (InvalidInstanceID.NotFound) when calling the DescribeInstances operation: The instance ID 'i-0ffffffffffffffff' does not exist",
    )
    const dry = await aws('run-instances', '--image-id', await imageIdOf(plane.admin), '--dry-run')
    expect(dry.stderr).toContain(
      '(DryRunOperation) when calling the RunInstances operation: Request would have succeeded, but DryRun flag is set.',
    )
    const { instanceId } = await plane.host()
    expect((await aws('wait', 'instance-running', '--instance-ids', instanceId)).exitCode).toBe(0)
    expect((await aws('wait', 'instance-status-ok', '--instance-ids', instanceId)).exitCode).toBe(0)
  })
})
