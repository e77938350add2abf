// From starting the process of the bundled plane to its first signed answer, and the memory it then holds idle.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { callOnce } from './load.ts'
import { median } from './median.ts'
import { type ServerProcess, startBundledPlane } from './server-process.ts'
import { fromCommandLine, toSignedBytes } from './signed-requests.ts'

export interface StartUp {
  /** Very first start of a data folder: makes account, keys, certificates. */
  readonly firstStartMs: number
  /** Median of the starts after it. */
  readonly startMs: number
  /** Resident memory right after the first answer, and when it has settled. */
  readonly startedMib: number | undefined
  readonly idleMib: number | undefined
}

/** Starts the plane on a new data folder once and then `starts` times more. */
export async function measureStartUp(dataDir: string, starts: number, settleMs: number): Promise<StartUp> {
  rmSync(dataDir, { recursive: true, force: true })
  const first = await startAndCall(dataDir)
  await first.plane.stop()
  const times: number[] = []
  let startedMib: number | undefined
  let idleMib: number | undefined
  for (let start = 0; start < starts; start++) {
    const { plane, elapsedMs } = await startAndCall(dataDir)
    times.push(elapsedMs)
    if (start === starts - 1) {
      startedMib = plane.memoryMib()
      await wait(settleMs)
      idleMib = plane.memoryMib()
    }
    await plane.stop()
  }
  return { firstStartMs: first.elapsedMs, startMs: median(times), startedMib, idleMib }
}

async function startAndCall(dataDir: string): Promise<{ plane: ServerProcess; elapsedMs: number }> {
  const start = performance.now()
  const plane = await startBundledPlane(dataDir)
  const call = fromCommandLine('GetServiceSetting', { SettingId: '/ssm/opsitem/EC2' }, credentialsOf(dataDir))
  await callOnce(plane.port, toSignedBytes(call, plane.port))
  return { plane, elapsedMs: performance.now() - start }
}

/** From the AWS credentials file that the plane writes at its first start. */
function credentialsOf(dataDir: string) {
  const text = readFileSync(join(dataDir, 'aws', 'credentials'), 'utf8')
  const valueOf = (name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(text)![1]!
  return { accessKeyId: valueOf('aws_access_key_id'), secretAccessKey: valueOf('aws_secret_access_key') }
}
