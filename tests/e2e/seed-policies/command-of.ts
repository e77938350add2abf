// The command that puts one question of the seed documents to a plane, as somebody types it into the AWS CLI.
import type { Expectation } from './expectations.ts'

/** Words after `aws`, or why no command of the CLI asks this question. */
export type Command = { readonly words: readonly string[] } | { readonly unasked: string }

const ssmService = 'ssm.amazonaws.com'

/** Rights that the commands need besides the one that is asked about; none of the expectations is about them. */
export const besides = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: ['ssm:CreateActivation', 'iam:AddRoleToInstanceProfile', 'iam:SimulatePrincipalPolicy'],
    Resource: '*',
  },
}

/** @param resource with the plane's own account and instance in it */
export function commandOf({ request: { action, context } }: Expectation, resource: string): Command {
  const [, , service, region = '', , ...rest] = resource.split(':')
  const name = rest.join(':')
  const id = name.slice(name.indexOf('/') + 1)
  const inRegion = (...words: string[]): Command => ({ words: [...words, ...(region ? ['--region', region] : [])] })
  const setting = ['--setting-id', `/${id}`]
  switch (action.toLowerCase()) {
    case 'ssm:getservicesetting':
      return inRegion('ssm', 'get-service-setting', ...setting)
    case 'ssm:resetservicesetting':
      return inRegion('ssm', 'reset-service-setting', ...setting)
    case 'ssm:updateservicesetting':
      return inRegion('ssm', 'update-service-setting', ...setting, '--setting-value', valueOf(id, region))
    case 'iam:passrole':
      return passRole(id, context['iam:PassedToService'])
    case 'iam:attachrolepolicy':
    case 'iam:detachrolepolicy': {
      const verb = action === 'iam:AttachRolePolicy' ? 'attach-role-policy' : 'detach-role-policy'
      const policy = 'arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'
      return { words: ['iam', verb, '--role-name', lastPart(id), '--policy-arn', policy] }
    }
    case 'iam:deleterole':
      return { words: ['iam', 'delete-role', '--role-name', lastPart(id)] }
    case 'ssm:describesessions':
      return inRegion('ssm', 'describe-sessions', '--state', 'History')
    case 'ssm:describeinstanceproperties':
      return inRegion('ssm', 'describe-instance-properties')
    case 'ssm:describeinstanceinformation':
      return inRegion('ssm', 'describe-instance-information')
    case 'ssm:getconnectionstatus':
      return inRegion('ssm', 'get-connection-status', '--target', id)
    case 'ssm:startsession':
      if (service === 'ssm') return { unasked: 'the default document needs no permission of its own' }
      return inRegion('ssm', 'start-session', '--target', id)
    case 'ssm:terminatesession':
      return inRegion('ssm', 'terminate-session', '--session-id', id)
    case 'ssm:resumesession':
      return inRegion('ssm', 'resume-session', '--session-id', id)
    case 'ec2:describeinstances':
      return { words: ['ec2', 'describe-instances'] }
    case 'ec2:describetags':
      return { words: ['ec2', 'describe-tags'] }
    default:
      return { unasked: `the AWS CLI has no command, or the plane no operation, for ${action}` }
  }
}

/** What is written besides the role of the documents is a role that their policies say nothing about. */
function valueOf(settingId: string, region: string): string {
  if (!settingId.includes('default-ec2-instance-management-role')) return 'true'
  // The deny policy of the documents names one region: elsewhere it forbids the role alone, and not the setting.
  return region === 'us-east-1' ? 'MyCustomDhmcRole' : 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole'
}

function passRole(role: string, service: string | undefined): Command {
  if (service === undefined) return { unasked: 'whoever is passed a role says which service it is' }
  if (service === ssmService) return { words: ['ssm', 'create-activation', '--iam-role', role] }
  const member = ['--instance-profile-name', 'empty', '--role-name', lastPart(role)]
  return { words: ['iam', 'add-role-to-instance-profile', ...member] }
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
