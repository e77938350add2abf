// The `hostler` command line: what commands there are. Each command's work lives in its own file and is loaded
// only when it is called.
import { Command, CommanderError } from 'commander'
import { createClients, type ConnectionOptions } from './aws/clients.ts'
import { exitCodes } from './exit-codes.ts'
import { describeFailure } from './output/failure.ts'
import { harmlessLines } from './output/harmless-text.ts'

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
  .command('enroll')
  .description('let a host elsewhere join: prints the script to run there')
  .option('--name <name>', 'name of the node')
  .option('--tags <pairs>', 'its tags: Key=Value,Key=Value')
  .option('--role <name>', 'the role whose credentials it gets, with path')
  .option('--limit <number>', 'how many hosts may use the script; 1 when not given')
  .option('--hours <number>', 'how long the script is good; 24 when not given')
  .option('--tls-url <url>', 'where hosts reach the plane: https://HOST:PORT')
  .option('--ca <file>', 'certificate authority of the plane')
  .option('--json', 'as JSON')
  .action(async options => (await import('./commands/enroll/enroll.ts')).enroll(clients(), options))

program
  .command('shell <target>')
  .description('a shell, or one command, on a managed node: by id, Name=…, tag:Key=Value or name')
  .option('--command <line>', 'run this instead of a shell; the exit status is its own')
  .option('--document <name>', 'session document')
  .option('--parameters <name=value...>', 'parameters of the document')
  .option('--reason <text>', 'why, for the record')
  .option('--no-tty', 'behave as without a terminal')
  .action(async (target, options) => (await import('./commands/shell.ts')).shell(clients(), target, options))

program
  .command('forward <target> [ports...]')
  .description('lead local ports to addresses that a managed node can reach: PORT:HOST:PORT, as ssh -L has it')
  .option('-D, --socks <port...>', 'a SOCKS5 proxy on this port: its clients say where to')
  .option('--document <name>', 'session document of the same parameters')
  .option('--reason <text>', 'why, for the record')
  .option('--json', 'what happens, as a JSON object a line')
  .action(async (target, ports, options) =>
    (await import('./commands/forward.ts')).forward(clients(), target, ports, options),
  )

program
  .command('ssh-config')
  .description('print what lets ssh, scp and rsync reach managed nodes by id and name')
  .option('--user <name>', 'log in as this user')
  .option('--identity <file>', 'with this key')
  .option('--plugin', 'through aws and session-manager-plugin instead of this program')
  .option('--write', 'into ~/.ssh/hostler.config, which ~/.ssh/config is made to include')
  .action(async options =>
    (await import('./commands/ssh-config.ts')).sshConfig(clients(), program.opts<ConnectionOptions>(), options),
  )
program
  .command('ssh-proxy <target> [port]')
  .description('a connection to a port of a node on standard input and output: a ProxyCommand for ssh')
  .option('--document <name>', 'session document of the same parameters')
  .option('--reason <text>', 'why, for the record')
  .action(async (target, port = '22', options) =>
    (await import('./commands/ssh-proxy.ts')).sshProxy(clients(), target, port, options),
  )

program
  .command('fleet')
  .description('virtual hosts on a plane of your own, with faults by choice, until Ctrl-C')
  .option('--count <number>', 'how many; 10 when not given')
  .option('--fault <name=share...>', 'part of the hosts with a fault: late, role, drop, slow, disorder, skew')
  .option('--seed <number>', 'the same faults as in another run with this seed')
  .option('--name-prefix <text>', 'what the hosts are called, before their number')
  .option('--tags <pairs>', 'their tags: Key=Value,Key=Value')
  .option('--tls-url <url>', 'where hosts reach the plane: https://HOST:PORT')
  .option('--ca <file>', 'certificate authority of the plane')
  .option('--keep', 'leave the nodes on the plane')
  .option('--json', 'what happens to each host, as a JSON object a line')
  .action(async options => (await import('./commands/fleet.ts')).fleet(clients(), options))
program
  .command('cp <from> <to>')
  .description('copy a file to a managed node or from it: FILE TARGET:PATH, or TARGET:PATH FILE')
  .option('--document <name>', 'session document of the same parameters')
  .option('--reason <text>', 'why, for the record')
  .option('--json', 'what was copied, as JSON')
  .action(async (from, to, options) => (await import('./commands/cp.ts')).cp(clients(), from, to, options))

program
  .command('why [id]')
  .description(
    'why somebody was allowed or denied something: by the x-hostler-decision-id of a refusal; else the newest',
  )
  .option('--json', 'as JSON')
  .action(async (id, options) => (await import('./commands/access/why.ts')).why(clients(), id, options))
program
  .command('can <principal> <action> <resource>')
  .description('what policies would answer: for an ARN, a user name, or role/NAME; exits with 0 for yes and 1 for no')
  .option('--context <key=value...>', 'condition keys of the request')
  .option('--json', 'as JSON')
  .action(async (principal, action, resource, options) =>
    (await import('./commands/access/can.ts')).can(clients(), principal, action, resource, options),
  )

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

sessions
  .command('records')
  .description('list records of sessions')
  .option('--owner <arn>', 'only those of sessions that this user or role session started')
  .option('--target <id>', 'only those of sessions on this node')
  .option('--json', 'as JSON')
  .action(async options => (await import('./commands/sessions/records.ts')).listRecords(clients(), options))
sessions
  .command('play <id>')
  .description('show a recorded session as its user saw it; q stops')
  .option('--speed <factor>', 'so many times as fast', '1')
  .option('--idle-limit <seconds>', 'wait no longer than this between two outputs')
  .action(async (id, options) => (await import('./commands/sessions/play.ts')).playRecord(clients(), id, options))
sessions
  .command('export <id>')
  .description('write a record for other programs')
  .option(
    '--format <form>',
    'cast (asciicast v2), text, raw (bytes of the terminal), or record (to verify later)',
    'cast',
  )
  .option('--output <file>', 'instead of standard output')
  .action(async (id, options) => (await import('./commands/sessions/export.ts')).exportRecord(clients(), id, options))
sessions
  .command('verify [ids...]')
  .description('check that records are whole and unchanged')
  .option('--dir <folder>', 'check every .record file in this folder instead')
  .option('--bucket <name>', 'check the copies in this bucket, every version of them; needs no plane')
  .option('--prefix <text>', 'only those below this prefix of the bucket')
  .option('--key <file>', 'public key that records must be signed with; else the plane, or the bucket, is asked')
  .action(async (ids, options) =>
    (await import('./commands/sessions/verify.ts')).verifyRecords(clients(), ids, options),
  )
sessions
  .command('reads <id>')
  .description('list who read a record')
  .option('--json', 'as JSON')
  .action(async (id, options) => (await import('./commands/sessions/reads.ts')).listReads(clients(), id, options))

const audit = program.command('audit').description('who changed what, and who was kept from it')
audit
  .command('export')
  .description('write the audit trail of the account as JSON lines')
  .option('--from <time>', 'begin with the first event at or after this time')
  .option('--to <time>', 'end with the last event before this time')
  .option('--output <file>', 'instead of standard output')
  .option('--verify', 'check that it is whole and unchanged')
  .action(async options => (await import('./commands/audit/export.ts')).exportAudit(clients(), options))
audit
  .command('verify <file>')
  .description('check that an export is whole and unchanged')
  .option('--key <file>', 'public key that it must be signed with; else the plane is asked')
  .option('--after <file>', 'check also that it goes on from this earlier export')
  .action(async (file, options) =>
    (await import('./commands/audit/verify.ts')).verifyAuditFile(clients(), file, options),
  )

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its help or complaint already.
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  } else {
    const { message, exitCode } = describeFailure(error)
    process.stderr.write(`${harmlessLines(message)}\n`)
    process.exitCode = exitCode
  }
}
