// Every expectation about the policies of the seed documents, on a real plane: real principals with real tags, in a
// member account where a service control policy is in play, put their questions through the unmodified AWS CLI. What
// the CLI cannot ask alone is asked of the policy simulator, as every other row is too.
import { CreateInstanceProfileCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { makeHostManagementRole, trustPolicyFor } from '@hostler/testkit/default-host-management'
import type { TestClients } from '@hostler/testkit/test-clients'
import { startTestPlane, type TestPlane } from '@hostler/testkit/test-plane'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aws, hasAwsCli } from './aws-cli.ts'
import { commandOf } from './command-of.ts'
import { type Expectation, fillIn, type Place, seeds } from './expectations.ts'
import { makeMemberAccount, makePrincipal, type MadePrincipal } from './principals.ts'
import { simulate } from './simulate.ts'
import { createStoppedClock } from './stopped-clock.ts'

if (!hasAwsCli) console.log('skipping the expectations about seed policies: there is no program `aws` here')

/** What somebody hears who was allowed: the call went through, or failed at what it was about. */
const afterPermission =
  /\((TargetNotConnected|DeleteConflict|ValidationException|DoesNotExistException|LimitExceeded|InvalidInstanceId|InvalidSessionId)\)/

describe.skipIf(!hasAwsCli)('the policies of the seed documents, through the AWS CLI', () => {
  const clock = createStoppedClock()
  let plane: TestPlane
  let home: Place & { clients: TestClients }
  let member: Place & Awaited<ReturnType<typeof makeMemberAccount>>
  const principals = new Map<string, Promise<MadePrincipal>>()

  beforeAll(async () => {
    // The CLI signs with the machine's time, and the plane lives at the time of each expectation.
    plane = await startTestPlane({ clockSkewSeconds: 20 * 365 * 86_400 }, { clock })
    const { instanceId } = await plane.host()
    home = { accountId: plane.accountId, instanceId, clients: plane.admin }
    member = { ...(await makeMemberAccount(plane, seeds.policies['001-scp'])), instanceId }
    for (const { clients } of [home, member]) {
      await makeHostManagementRole(clients)
      const MyCustomDhmcRole = {
        RoleName: 'MyCustomDhmcRole',
        AssumeRolePolicyDocument: trustPolicyFor('ssm.amazonaws.com'),
      }
      await clients.iam.send(new CreateRoleCommand(MyCustomDhmcRole))
      await clients.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'empty' }))
    }
    // From now on: the policy binds whoever made all this, too.
    await member.bind()
  })
  afterAll(() => plane.close())

  const placeOf = (row: Expectation) => (row.policies.scp ? member : home)

  function principalOf(row: Expectation): Promise<MadePrincipal> {
    const { clients, ...place } = placeOf(row)
    if (row.request.principal.endsWith(':root')) {
      const arn = `arn:aws:iam::${place.accountId}:root`
      return Promise.resolve({ arn, credentials: member.root })
    }
    const key = JSON.stringify([row.request.principal, row.policies, tagOf(row)])
    let made = principals.get(key)
    if (!made) {
      made = makePrincipal(row, tagOf(row), place, clients, principals.size)
      principals.set(key, made)
    }
    return made
  }

  test('what the CLI cannot ask alone is known', () => {
    const unasked = seeds.vectors.filter(row => 'unasked' in commandOf(row, fillIn(row.request.resource, placeOf(row))))
    expect(unasked.map(({ id }) => id)).toEqual(unaskedRows)
  })

  test.each(seeds.vectors)('$id $name: $expected', async row => {
    clock.setTo(timeOf(row))
    const place = placeOf(row)
    const { credentials, arn } = await principalOf(row)
    const resource = fillIn(row.request.resource, place)

    const command = commandOf(row, resource)
    if ('words' in command) {
      const { exitCode, stderr } = await aws(plane.url, credentials, command.words)
      if (row.expected === 'Allowed') {
        if (exitCode !== 0) expect(stderr).toMatch(afterPermission)
      } else {
        const reason =
          row.expected === 'ImplicitlyDenied'
            ? `because no identity-based policy allows the ${actionOf(row)} action`
            : `with an explicit deny in ${row.policies.scp ? 'a service control policy: arn:aws:organizations:' : 'an identity-based policy'}`
        expect(stderr).toContain(`is not authorized to perform: ${actionOf(row)}`)
        expect(stderr).toContain(reason)
      }
    }
    if (!arn.endsWith(':root')) {
      const decision = await simulate(place.clients, arn, row, resource)
      expect(decision).toBe(
        { Allowed: 'allowed', ImplicitlyDenied: 'implicitDeny', ExplicitlyDenied: 'explicitDeny' }[row.expected],
      )
    }
  })
})

/** A role that is passed to nobody, the default document, and what needs S3 or an agent. */
const unaskedRows = ['5', '61', '71', '72', '73', '74', '75', '76'].map(number => `seed#${number}`)

/** As the plane spells it; case does not matter in a question. */
function actionOf({ request: { action } }: Expectation): string {
  return action.toLowerCase() === 'ssm:getservicesetting' ? 'ssm:GetServiceSetting' : action
}

function tagOf({ request: { context } }: Expectation): readonly [key: string, value: string] | undefined {
  const prefix = 'aws:PrincipalTag/'
  const found = Object.entries(context).find(([key]) => key.startsWith(prefix))
  return found && [found[0].slice(prefix.length), found[1]]
}

function timeOf({ request: { context } }: Expectation): Date | undefined {
  const time = context['aws:CurrentTime']
  if (time === undefined) return undefined
  return new Date(/^\d+$/.test(time) ? Number(time) * 1000 : time)
}
