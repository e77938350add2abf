// The `hostler` command line: what commands there are. Each command's work lives in its own file and is loaded
// only when it is called.
import { Command, CommanderError } from 'commander'
import { createClients, type ConnectionOptions } from './aws/clients.ts'
import { exitCodes } from './exit-codes.ts'
import { describeFailure } from './output/failure.ts'

const program = new Command('hostler')
  .description('AWS Systems Manager host management, self-hosted')
  .option('--profile <name>', 'AWS profile')
  .option('--region <name>', 'AWS region')
  .option('--endpoint-url <url>', 'endpoint of every service')
  .exitOverride()

const clients = () => createClients(program.opts<ConnectionOptions>())

program
  .command('up')
  .description('start the plane')
  .option('--data <dir>', 'folder that holds everything the plane keeps')
  .option('--host <address>', 'address to listen on')
  .option('--port <number>', 'HTTP port; 0 picks a free one')
  .option('--tls-port <number>', 'HTTPS port; 0 picks a free one')
  .option('--machines <driver>', 'how hosts are made: auto, namespace, process or none')
  .option('--agent <dir>', 'run the stock amazon-ssm-agent from this folder on hosts')
  .option('--demo', 'show the main job: Default Host Management with a host that has no instance profile')
  .option('--no-demo', 'the plane alone')
  .action(async options => (await import('./commands/up.ts')).up({ ...options, region: program.opts().region }))

program
  .command('nodes')
  .description('list managed nodes')
  .option('--json', 'as JSON')
  .action(async options => (await import('./commands/nodes.ts')).listNodes(clients(), options))

const dhmc = program.command('dhmc').description('Default Host Management Configuration of this account and region')
dhmc
  .command('status')
  .description('whether it is on, and with which role')
  .option('--json', 'as JSON')
  .action(async options => (await import('./commands/dhmc/status.ts')).showStatus(clients(), options))
dhmc
  .command('enable')
  .description('turn it on, making the default role where it is missing')
  .option('--role <name>', 'a role of your own, with path, e.g. service-role/MyRole')
  .action(async options => (await import('./commands/dhmc/enable.ts')).enable(clients(), options))
dhmc
  .command('disable')
  .description('turn it off')
  .action(async () => (await import('./commands/dhmc/disable.ts')).disable(clients()))

program
  .command('shell <target>')
  .description('a shell, or one command, on a managed node: by id, Name=…, tag:Key=Value or name')
  .option('--command <line>', 'run this instead of a shell; the exit status is its own')
  .option('--document <name>', 'session document')
  .option('--parameters <name=value...>', 'parameters of the document')
  .option('--reason <text>', 'why, for the record')
  .option('--no-tty', 'behave as without a terminal')
  .action(async (target, options) => (await import('./commands/shell.ts')).shell(clients(), target, options))

const sessions = program.command('sessions').description('sessions on hosts, open and past, and their records')
sessions
  .command('list')
  .description('list sessions')
  .option('--state <which>', 'active or history', 'active')
  .option('--owner <arn>', 'only those that this user or role session started')
  .option('--target <id>', 'only those on this node')
  .option('--json', 'as JSON')
  .action(async options => (await import('./commands/sessions/list.ts')).listSessions(clients(), options))
sessions
  .command('terminate <id>')
  .description('end a session')
  .action(async id => (await import('./commands/sessions/terminate.ts')).terminateSession(clients(), id))

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its help or complaint already.
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  } else {
    const { message, exitCode } = describeFailure(error)
    process.stderr.write(`${message}\n`)
    process.exitCode = exitCode
  }
}
