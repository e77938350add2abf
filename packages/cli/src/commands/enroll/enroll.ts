// `hostler enroll`: everything that a host elsewhere needs to come under management, as one script.
import { AttachRolePolicyCommand, CreateRoleCommand, EntityAlreadyExistsException } from '@aws-sdk/client-iam'
import { CreateActivationCommand } from '@aws-sdk/client-ssm'
import type { Clients } from '../../aws/clients.ts'
import { exitCodes } from '../../exit-codes.ts'
import { CommandError } from '../../output/failure.ts'
import { print } from '../../output/terminal.ts'
import { trustPolicy } from '../dhmc/default-role.ts'
import { findPlane, type PlaneAddress } from './find-plane.ts'
import { agentConfiguration, enrollmentScript } from './script.ts'

export interface EnrollOptions {
  readonly name?: string
  readonly tags?: string
  readonly role?: string
  readonly limit?: string
  readonly hours?: string
  readonly tlsUrl?: string
  readonly ca?: string
  readonly json?: boolean
}

/** Named as AWS's console names it. */
const defaultRole = { path: '/service-role/', name: 'AmazonEC2RunCommandRoleForManagedInstances' }
const policyArn = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const hourMs = 3_600_000

/** Makes an activation and prints what to run on the host. Warnings go to standard error: the output is a script. */
export async function enroll(clients: Clients, options: EnrollOptions): Promise<void> {
  const ssm = await clients.ssm()
  const plane = await findPlane(ssm, options)
  const IamRole = options.role ?? (await ensureRole(clients))
  const { ActivationId, ActivationCode } = await ssm.send(
    new CreateActivationCommand({
      IamRole,
      DefaultInstanceName: options.name,
      RegistrationLimit: wholeNumber('--limit', options.limit),
      ExpirationDate: expirationOf(wholeNumber('--hours', options.hours)),
      Tags: tagsOf(options.tags),
    }),
  )
  const activation = { id: ActivationId!, code: ActivationCode!, region: await ssm.config.region() }
  if (options.json) {
    const configuration = JSON.parse(agentConfiguration(plane)) as unknown
    return print(JSON.stringify({ ...activation, role: IamRole, ...plane, configuration }, null, 2))
  }
  warnOfLoopback(plane)
  print(enrollmentScript(plane, activation))
}

/** The role that nodes elsewhere get unless another is named. @returns its name with path */
export async function ensureRole(clients: Clients): Promise<string> {
  const iam = await clients.iam()
  const { name: RoleName, path: Path } = defaultRole
  try {
    await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trustPolicy }))
  } catch (error) {
    if (!(error instanceof EntityAlreadyExistsException)) throw error
  }
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: policyArn }))
  return `${Path}${RoleName}`.slice(1)
}

export function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,6}$/.test(text)) throw new CommandError(`${flag} must be a whole number, not ${text}`, exitCodes.usage)
  return Number(text)
}

function expirationOf(hours: number | undefined): Date | undefined {
  return hours === undefined ? undefined : new Date(Date.now() + hours * hourMs)
}

/** `Env=prod,Team=a`. */
export function tagsOf(text: string | undefined) {
  return text?.split(',').map(pair => {
    const place = pair.indexOf('=')
    if (place < 1) throw new CommandError(`--tags takes Key=Value pairs, not ${pair}`, exitCodes.usage)
    return { Key: pair.slice(0, place), Value: pair.slice(place + 1) }
  })
}

function warnOfLoopback({ tlsUrl }: PlaneAddress): void {
  const { hostname } = new URL(tlsUrl)
  if (hostname !== 'localhost' && !hostname.startsWith('127.')) return
  process.stderr.write(
    `${tlsUrl} can be reached from this machine only: start the plane with --host, or give --tls-url.\n`,
  )
}
