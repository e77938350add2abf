// The plane is killed while it writes, twenty times: what it acknowledged is there, and of what it did not there is
// all or nothing.
import { randomInt } from 'node:crypto'
import { signedCall } from '@hostler/testkit/raw-call'
import { expect, test } from 'vitest'
import { type ChildPlane, startChildPlane } from './child-plane.ts'
import { temporaryFolder } from './temporary-folder.ts'

const rounds = 20
const writers = 8
/** The plane dies at one of so many acknowledgements, with other writes under way. */
const acknowledgedMax = 60

const setting = '/ssm/automation/customer-script-log-group-name'

function iam(plane: ChildPlane, parameters: Record<string, string>) {
  return signedCall(plane.file.url, {
    credentials: plane.administrator,
    region: plane.file.region,
    service: 'iam',
    now: new Date(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString(),
  })
}

function ssm(plane: ChildPlane, operation: string, input: object) {
  return signedCall(plane.file.url, {
    credentials: plane.administrator,
    region: plane.file.region,
    service: 'ssm',
    now: new Date(),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${operation}` },
    body: JSON.stringify(input),
  })
}

/** What was asked and what was acknowledged, over all rounds. */
class Ledger {
  readonly acknowledged = new Set<string>()
  readonly asked = new Set<string>()
  /** Settings are written one after the other: the last acknowledged value counts, or the one asked after it. */
  settingAcknowledged: string | undefined
  settingAsked: string | undefined
}

/** Every user is one transaction of a row and two tags. */
async function writeUsers(
  plane: ChildPlane,
  ledger: Ledger,
  prefix: string,
  onAcknowledged: () => void,
): Promise<void> {
  for (let count = 0; ; count++) {
    const name = `${prefix}-${count}`
    ledger.asked.add(name)
    const tags = {
      'Tags.member.1.Key': 'a',
      'Tags.member.1.Value': name,
      'Tags.member.2.Key': 'b',
      'Tags.member.2.Value': name,
    }
    const reply = await iam(plane, { Action: 'CreateUser', UserName: name, ...tags })
    if (reply.status !== 200) throw new Error(`CreateUser was refused: ${reply.text}`)
    ledger.acknowledged.add(name)
    onAcknowledged()
  }
}

async function writeSettings(plane: ChildPlane, ledger: Ledger, prefix: string): Promise<void> {
  for (let count = 0; ; count++) {
    ledger.settingAsked = `${prefix}-${count}`
    const reply = await ssm(plane, 'UpdateServiceSetting', { SettingId: setting, SettingValue: ledger.settingAsked })
    if (reply.status !== 200) throw new Error(`UpdateServiceSetting was refused: ${reply.text}`)
    ledger.settingAcknowledged = ledger.settingAsked
  }
}

/** Writes from many sides until the plane dies at the given acknowledgement. */
async function writeUntilKilled(plane: ChildPlane, ledger: Ledger, round: number): Promise<void> {
  let left = randomInt(1, acknowledgedMax)
  let killed: Promise<void> | undefined
  const onAcknowledged = () => {
    if (--left === 0) killed = plane.kill()
  }
  const work = Array.from({ length: writers }, (_, index) =>
    writeUsers(plane, ledger, `u-${round}-${index}`, onAcknowledged),
  )
  const ends = await Promise.allSettled([...work, writeSettings(plane, ledger, `s-${round}`)])
  await killed
  for (const end of ends) {
    // A connection that broke is how writers learn of the death; a refusal would be a failure of the plane.
    if (end.status === 'rejected') expect((end.reason as { code?: string }).code).toMatch(/^ECONN|^EPIPE/)
  }
}

async function usersOf(plane: ChildPlane): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  for (let marker: string | undefined = ''; marker !== undefined;) {
    const page = await iam(plane, { Action: 'ListUsers', MaxItems: '1000', ...(marker && { Marker: marker }) })
    for (const [, name] of page.text.matchAll(/<UserName>(.*?)<\/UserName>/g)) names.add(name!)
    marker = /<Marker>(.*?)<\/Marker>/.exec(page.text)?.[1]
  }
  return names
}

async function checkLedger(plane: ChildPlane, ledger: Ledger): Promise<void> {
  const users = await usersOf(plane)
  expect([...ledger.acknowledged].filter(name => !users.has(name))).toEqual([])
  const unacknowledged = [...users].filter(name => name !== 'admin' && !ledger.acknowledged.has(name))
  for (const name of unacknowledged) {
    expect(ledger.asked).toContain(name)
    const tags = await iam(plane, { Action: 'ListUserTags', UserName: name })
    expect(tags.text.match(new RegExp(`<Value>${name}</Value>`, 'g'))).toHaveLength(2)
    ledger.acknowledged.add(name)
  }
  const found = (await ssm(plane, 'GetServiceSetting', { SettingId: setting })).json() as {
    ServiceSetting: { SettingValue: string }
  }
  const value = found.ServiceSetting.SettingValue
  // Before the first write it is the default, whatever that is.
  if (ledger.settingAcknowledged !== undefined)
    expect([ledger.settingAcknowledged, ledger.settingAsked]).toContain(value)
  ledger.settingAcknowledged = value
}

test('a plane that is killed while it writes has kept every write that it acknowledged', async () => {
  using folder = temporaryFolder()
  const ledger = new Ledger()
  for (let round = 0; round < rounds; round++) {
    await using plane = await startChildPlane(folder.path)
    await checkLedger(plane, ledger)
    await writeUntilKilled(plane, ledger, round)
  }
  await using plane = await startChildPlane(folder.path)
  await checkLedger(plane, ledger)
  expect(ledger.acknowledged.size).toBeGreaterThanOrEqual(rounds)
})
