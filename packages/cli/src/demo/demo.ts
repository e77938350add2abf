// The main job, shown: Default Host Management on, a host without instance profile, and it comes under management by
// itself. Everything goes over the public API; each step is printed as the AWS CLI command that does the same.
import { DescribeInstancesCommand, type EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  EntityAlreadyExistsException,
  type IAMClient,
} from '@aws-sdk/client-iam'
import {
  GetParametersCommand,
  type InstanceInformation,
  type SSMClient,
  UpdateServiceSettingCommand,
} from '@aws-sdk/client-ssm'
import type { PlaneFile } from '@hostler/plane/first-start/client-files'
import { createClients } from '../aws/clients.ts'
import { findNodes } from '../aws/find-nodes.ts'
import { defaultRole, managedPolicyArn, settingId, trustPolicy } from '../commands/dhmc/default-role.ts'
import { nodeColumns } from '../commands/nodes.ts'
import { exitCodes } from '../exit-codes.ts'
import { CommandError } from '../output/failure.ts'
import { renderTable } from '../output/table.ts'
import { dim, print } from '../output/terminal.ts'

const imageParameter = '/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2'
const demoTag = { Key: 'Name', Value: 'hostler-demo' }
const waitSeconds = 120

export async function demonstrate(file: PlaneFile): Promise<void> {
  process.env['AWS_CONFIG_FILE'] = file.awsConfigFile
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = file.awsCredentialsFile
  const clients = createClients({ profile: 'hostler' })
  const [ssm, iam, ec2] = [await clients.ssm(), await clients.iam(), await clients.ec2()]
  print('\nThe main job, step by step:')
  await makeRole(iam)
  await turnOn(ssm, file)
  const instanceId = (await findRunning(ec2)) ?? (await startHost(ec2, await findImage(ssm)))
  await waitUntilOnline(ssm, instanceId)
  print('\nA shell on it, recorded by the plane (in a second terminal, with the profile above):')
  step(`npm run -s hostler -- shell ${demoTag.Value}`)
}

async function makeRole(iam: IAMClient): Promise<void> {
  const { name: RoleName, path: Path } = defaultRole
  step(`aws iam create-role --role-name ${RoleName} --path ${Path} --assume-role-policy-document '${trustPolicy}'`)
  try {
    await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trustPolicy }))
  } catch (error) {
    if (!(error instanceof EntityAlreadyExistsException)) throw error
    print(dim('  (it exists already)'))
  }
  step(`aws iam attach-role-policy --policy-arn ${managedPolicyArn} --role-name ${RoleName}`)
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: managedPolicyArn }))
}

async function turnOn(ssm: SSMClient, { region, accountId }: PlaneFile): Promise<void> {
  const SettingId = `arn:aws:ssm:${region}:${accountId}:servicesetting${settingId}`
  const SettingValue = `${defaultRole.path}${defaultRole.name}`.slice(1)
  step(`aws ssm update-service-setting --setting-id ${SettingId} --setting-value ${SettingValue}`)
  await ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue }))
}

async function findImage(ssm: SSMClient): Promise<string> {
  step(`aws ssm get-parameters --names ${imageParameter}`)
  const { Parameters } = await ssm.send(new GetParametersCommand({ Names: [imageParameter] }))
  const imageId = Parameters?.[0]?.Value
  if (imageId === undefined) throw new CommandError(`${imageParameter} names no image`)
  return imageId
}

/** A demonstration host that runs already: an earlier start made it. */
async function findRunning(ec2: EC2Client): Promise<string | undefined> {
  const { Reservations } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: `tag:${demoTag.Key}`, Values: [demoTag.Value] },
        { Name: 'instance-state-name', Values: ['pending', 'running'] },
      ],
    }),
  )
  return Reservations?.[0]?.Instances?.[0]?.InstanceId
}

async function startHost(ec2: EC2Client, ImageId: string): Promise<string> {
  step(`aws ec2 run-instances --image-id ${ImageId} --metadata-options HttpTokens=required --count 1 \\`)
  print(`      --tag-specifications 'ResourceType=instance,Tags=[{Key=${demoTag.Key},Value=${demoTag.Value}}]'`)
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId,
      MinCount: 1,
      MaxCount: 1,
      MetadataOptions: { HttpTokens: 'required' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [demoTag] }],
    }),
  )
  const instanceId = Instances![0]!.InstanceId!
  print(dim(`  ${instanceId}, without an instance profile`))
  return instanceId
}

async function waitUntilOnline(ssm: SSMClient, instanceId: string): Promise<void> {
  step('aws ssm describe-instance-information')
  for (let second = 0; second < waitSeconds; second++) {
    const nodes = await findNodes(ssm)
    if (isOnline(nodes.find(node => node.InstanceId === instanceId))) return print(renderTable(nodeColumns, nodes))
    await new Promise(resolve => setTimeout(resolve, 1000))
  }
  throw new CommandError(`${instanceId} is not Online after ${waitSeconds} s; its log says why`, exitCodes.timedOut)
}

function isOnline(node: InstanceInformation | undefined): boolean {
  return node?.PingStatus === 'Online'
}

function step(command: string): void {
  print(`  $ ${command}`)
}
