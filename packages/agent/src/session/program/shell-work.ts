import { payloadTypes } from '@hostler/channel/frame/frame'
import { writeExitCode } from '@hostler/channel/payloads/exit-code'
import type { ResponseFromClient } from '@hostler/channel/payloads/read-handshake'
import type { SessionOrder } from '../document/start-message.ts'
import type { ShellPlan } from '../document/session-plan.ts'
import { OutputPump } from '../stream/output-pump.ts'
import type { SessionWork, WorkOutput } from '../work.ts'
import { type ProgramHost, startProgram } from './start-program.ts'

/** A program whose output goes to the client, and its exit code behind it. Rejects when it cannot be started. */
export async function startShellWork(
  plan: ShellPlan,
  { targetName }: SessionOrder,
  client: ResponseFromClient,
  host: ProgramHost,
  { stream, say }: WorkOutput,
): Promise<SessionWork> {
  const { program, userName } = await startProgram(plan, targetName, host)
  const pumps = program.outputs.map(
    ({ from, payloadType, prefix }) => new OutputPump(from, stream, payloadType, prefix),
  )
  const finish = async () => {
    const code = await program.exited
    await Promise.all(pumps.map(({ done }) => done))
    if (plan.isOutputSeparate || client.abilities.ExitCode) await say(payloadTypes.exitCode, writeExitCode(code))
  }
  return {
    runAsUser: userName,
    input: bytes => program.write(bytes),
    resize: size => program.resize(size),
    flag() {},
    finished: finish(),
    end: () => program.end(),
  }
}
