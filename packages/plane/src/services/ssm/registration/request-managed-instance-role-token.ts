import * as ssm from '@hostler/wire/models/ssm'
import { verifyAsymmetricKeyAuthorization } from '@hostler/wire/sigv4/node-rsa'
import { statedAgentVersion } from '../../../domain/node/agent-version.ts'
import { accessDenied, invalidInstanceId, machineFingerprintDoesNotMatch } from '../errors.ts'
import { operation } from '../ssm-operation.ts'
import { asksForOwnHost, ownHost } from './own-host.ts'

/**
 * A node's credentials. Default Host Management's take two proofs: the signature of the instance's identity role, and
 * a signature over its Authorization header by the key that the host registered. Hybrid nodes sign with their key alone,
 * and get the role of their activation.
 */
export const RequestManagedInstanceRoleToken = operation(ssm.RequestManagedInstanceRoleToken, {
  asks: (_input, _names, _parts, call) => [asksForOwnHost('ssm:RequestManagedInstanceRoleToken', call)],
  faults: {
    'registration.not-found': invalidInstanceId,
    'fingerprint.invalid': machineFingerprintDoesNotMatch,
    'proof.invalid': () => accessDenied('The request is not signed with the registered key of the instance.'),
    'metadata-version.denied': () =>
      accessDenied('Default Host Management Configuration requires Instance Metadata Service Version 2.'),
    'agent-version.denied': ({ id }) =>
      accessDenied(`Default Host Management Configuration requires SSM Agent 3.2.582.0 or later, not ${id}.`),
    'node-role.denied': ({ id }) =>
      accessDenied(`The role ${id} of the node does not exist or does not trust Systems Manager.`),
    'host-management.denied': ({ id }) =>
      accessDenied(`Systems Manager's instance management role is not configured for account: ${id}`),
  },
  async run({ Fingerprint }, { nodeTokens, issueNodeToken }, call) {
    const host = ownHost(call)
    const role = host.id.startsWith('mi-')
      ? await nodeTokens.grantHybrid(call, host.id, Fingerprint)
      : await nodeTokens.grant(call, {
          instanceId: host.id,
          fingerprint: Fingerprint,
          roleDelivery: host.roleDelivery,
          agentVersion: statedAgentVersion(call.userAgent),
          isSignedWith: publicKey => verifyAsymmetricKeyAuthorization(call.request.rawHeaders, publicKey),
        })
    const token = issueNodeToken(role, host, call.now)
    return {
      AccessKeyId: token.accessKeyId,
      SecretAccessKey: token.secretAccessKey,
      SessionToken: token.sessionToken,
      TokenExpirationDate: token.expiresAt,
      // Hybrid agents cannot do without this member, and a rotation that fails half-way loses them: never ask.
      UpdateKeyPair: false,
    }
  },
})
