// Roles and sessions of them, as the tests of STS make them.
import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, type AssumeRoleCommandInput, type Credentials } from '@aws-sdk/client-sts'
import type { IdentityPlane, Keys } from '../iam/identity-plane.ts'

/** The verbs on a plane that the test file opens before its tests. */
export function roleSessions(plane: () => IdentityPlane) {
  async function makeRole(RoleName: string, AssumeRolePolicyDocument: string, more: object = {}): Promise<string> {
    const { Role } = await plane()
      .iam()
      .send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more }))
    return Role!.Arn!
  }

  function assume(RoleArn: string, keys?: Keys, more: Partial<AssumeRoleCommandInput> = {}) {
    return plane()
      .sts(keys)
      .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...more }))
  }

  async function sessionOf(RoleArn: string, keys?: Keys, more: Partial<AssumeRoleCommandInput> = {}): Promise<Keys> {
    return toKeys((await assume(RoleArn, keys, more)).Credentials!)
  }

  return { makeRole, assume, sessionOf, arnOf: (name: string) => `arn:aws:iam::${plane().accountId}:role/${name}` }
}

export function toKeys(credentials: Credentials): Keys {
  return {
    accessKeyId: credentials.AccessKeyId!,
    secretAccessKey: credentials.SecretAccessKey!,
    sessionToken: credentials.SessionToken!,
  }
}
