// The script for a host that is to join. It holds the activation's code: whoever reads it can use it up.
import type { PlaneAddress } from './find-plane.ts'

export interface Activation {
  readonly id: string
  readonly code: string
  readonly region: string
}

const configFile = '/etc/amazon/ssm/amazon-ssm-agent.json'
const caFile = '/etc/hostler/ca.crt'

/** Endpoints carry their scheme: without one the stock agent takes the message gateway to be AWS's. */
export function agentConfiguration({ tlsUrl }: PlaneAddress): string {
  const service = { Endpoint: tlsUrl }
  return JSON.stringify({ Ssm: service, Mds: service, Mgs: service, S3: service, Kms: service, Logs: service }, null, 2)
}

/** POSIX shell, for root. */
export function enrollmentScript(plane: PlaneAddress, { id, code, region }: Activation): string {
  return `#!/bin/sh
# Run as root on the host that is to be managed. It needs an amazon-ssm-agent (or Hostler's agent under that name), a
# way out to ${plane.tlsUrl}, and nothing else: no inbound port, no key.
set -eu
mkdir -p /etc/amazon/ssm /etc/hostler
if [ -e ${configFile} ]; then cp -p ${configFile} ${configFile}.before-hostler; fi
cat > ${configFile} <<'END_OF_CONFIGURATION'
${agentConfiguration(plane)}
END_OF_CONFIGURATION
${plane.authorities === '' ? '' : trustLines(plane.authorities)}
amazon-ssm-agent -register -code ${quoted(code)} -id ${quoted(id)} -region ${quoted(region)} -y

if [ -d /run/systemd/system ]; then
  systemctl restart amazon-ssm-agent
else
  echo 'Registered. Start the agent: ${plane.authorities === '' ? '' : `SSL_CERT_FILE=${caFile} AWS_CA_BUNDLE=${caFile} `}amazon-ssm-agent'
fi`
}

/** The agent needs both variables: one for the message gateway, one for everything else. */
function trustLines(authorities: string): string {
  return `cat > ${caFile} <<'END_OF_CERTIFICATES'
${authorities.trimEnd()}
END_OF_CERTIFICATES
export SSL_CERT_FILE=${caFile} AWS_CA_BUNDLE=${caFile}
if [ -d /run/systemd/system ]; then
  mkdir -p /etc/systemd/system/amazon-ssm-agent.service.d
  printf '[Service]\\nEnvironment=SSL_CERT_FILE=%s AWS_CA_BUNDLE=%s\\n' ${caFile} ${caFile} \\
    > /etc/systemd/system/amazon-ssm-agent.service.d/hostler.conf
  systemctl daemon-reload
fi
`
}

/** For the shell, whatever the text is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
