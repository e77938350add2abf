// What the command line asks for besides running the agent. Answers the exit code.
import { createInterface } from 'node:readline/promises'
import { describeError } from '../credentials/not-managed.ts'
import { Fingerprint } from '../identity/fingerprint.ts'
import { readHardware } from '../identity/hardware.ts'
import { Vault } from '../identity/vault.ts'
import type { Peers } from '../peers.ts'
import { hostPaths } from '../runtime/host-paths.ts'
import { AGENT_VERSION } from '../version.ts'
import { USAGE, type Command } from './command-line.ts'
import { registerHost } from './register-host.ts'

export type CommandSurroundings = { root: string; peers: Peers; signal: AbortSignal }

export async function runCommand(
  command: Exclude<Command, { kind: 'run' }>,
  around: CommandSurroundings,
): Promise<0 | 1> {
  const { root, peers, signal } = around
  const { log } = peers
  const vault = new Vault(hostPaths(root).vault, 'OnPrem')
  const fingerprint = new Fingerprint({ ...peers, vault, readHardware: () => readHardware(root) })
  try {
    switch (command.kind) {
      case 'version':
        process.stdout.write(`SSM Agent version: ${AGENT_VERSION}\n`)
        return 0
      case 'usage':
        process.stderr.write(`${command.reason}\n${USAGE}`)
        return 1
      case 'clear':
        await fingerprint.forget()
        await vault.clear()
        log.info('Registration information has been removed from the instance.')
        return 0
      case 'similarity':
        await fingerprint.setThreshold(command.threshold)
        log.info(`Fingerprint SimilarityThreshold set to ${command.threshold}`)
        return 0
      case 'register':
        return await register(command, vault, { root, peers, signal })
    }
  } catch (error) {
    log.error(`${command.kind === 'register' ? 'Registration' : 'The command'} failed: ${describeError(error)}`)
    return 1
  }
}

async function register(
  command: Extract<Command, { kind: 'register' }>,
  vault: Vault,
  { root, peers, signal }: CommandSurroundings,
): Promise<0 | 1> {
  const { log } = peers
  if (!command.force && (await vault.find())?.instanceId && !(await isConfirmed(signal))) {
    log.info('Registration canceled by user')
    return 1
  }
  const nodeId = await registerHost({ ...command, root, peers }, signal)
  log.info(`Successfully registered the instance with AWS SSM using Managed instance-id: ${nodeId}`)
  return 0
}

async function isConfirmed(signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const question = 'This host is registered already. Replace its registration by a new one? [Yes/No]: '
    const ended = new Promise<string>(resolve => terminal.once('close', () => resolve('')))
    const answer = await Promise.race([terminal.question(question, { signal }), ended])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
