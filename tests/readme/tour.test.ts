// The README's five-minute tour, as it is written, against the bundle that users start.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CodeBlock, codeBlocksOf } from './code-blocks.ts'
import { root, RunningPlane } from './running-plane.ts'

const blocks = codeBlocksOf(readFileSync(join(root, 'README.md'), 'utf8'), 'A five-minute tour')
const commands = blocks.filter(({ language }) => language === 'sh')
const mark = '=== next block ==='
const tourTimeoutMs = 240_000

/** All blocks as one script, because later ones use what earlier ones set. Each output begins with a mark. */
function scriptOf(parts: readonly CodeBlock[]): string {
  const steps = parts.map(({ note, text }) =>
    note === 'refused' ? `set +e\n${text}[ $? -ne 0 ] || exit 99\nset -e` : text,
  )
  return ['set -eu', ...steps.map(step => `echo '${mark}'\n${step}`)].join('\n')
}

test('the tour begins by starting the plane alone, in the folder that its commands name', () => {
  expect(commands[0]!.text).toBe('npm start -- --no-demo\n')
  expect(commands[1]!.text).toContain('"$PWD/data/aws/config"')
})

test('every command of the tour does what the text around it says', { timeout: tourTimeoutMs }, async ({ skip }) => {
  skip(spawnSync('aws', ['--version']).error !== undefined, 'there is no AWS CLI on PATH to run the tour with')
  await using plane = await RunningPlane.start()
  const { code, output } = await plane.run(scriptOf(commands.slice(1)))
  expect(code, output).toBe(0)
  const said = output.split(`${mark}\n`).slice(1)
  const [identity, role, setting, host, listed, table, greeting, record, reader, refused, cleanUp] = said as [
    string,
    ...string[],
  ]
  expect(said).toHaveLength(commands.length - 1)
  expect(identity).toMatch(/:user\/admin"/)
  expect(role).toContain(':role/service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole"')
  expect(setting).toContain('"Status": "Customized"')
  expect(host).toMatch(/^i-[0-9a-f]{17}\n$/)
  const instanceId = host!.trim()
  const answer = nodesIn(listed!)
  expect(answer).toMatchObject([{ InstanceId: instanceId, PingStatus: 'Online' }])
  expect(table).toContain(`${instanceId}\tOnline\t`)
  expect(table).toContain('Default Host Management is on')
  expect(greeting).toMatch(/^hello from \S+\n$/)
  expect(record).toContain('whole and unchanged')
  expect(record).toContain(greeting!)
  expect(reader).toContain('"service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole"')
  expect(refused).toMatch(/AccessDeniedException.*:user\/reader is not authorized to perform: ssm:ResetServiceSetting/)
  expect(cleanUp).toContain('"SettingValue": "$None"')
  expect(cleanUp).toContain('"Name": "shutting-down"')
  expect(await plane.stop()).toBe(0)

  const shown = nodesIn(blocks.find(({ language }) => language === 'json')!.text)
  expect(Object.keys(shown[0]!)).toEqual(Object.keys(answer[0]!))
})

/** The first JSON value of an output: what describe-instance-information answered. */
function nodesIn(output: string): Record<string, unknown>[] {
  const text = /^\{\n[^]*?^\}$/m.exec(output)![0]
  return (JSON.parse(text) as { InstanceInformationList: Record<string, unknown>[] }).InstanceInformationList
}
