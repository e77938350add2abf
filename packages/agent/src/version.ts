// What this agent calls itself on the wire. The API knows one AgentName only; the version is our own line,
// numbered high enough for Default Host Management (3.2.582.0 or later).

/** `AgentName` of every UpdateInstanceInformation: the API accepts no other. */
export const AGENT_NAME = 'amazon-ssm-agent'
/** `AgentVersion`; matches `^[0-9]{1,6}(\.[0-9]{1,6}){2,3}$`. */
export const AGENT_VERSION = '3.3.4000.0'
/** Says honestly which program speaks, and which one it is compatible with. */
export const USER_AGENT = `hostler-agent/0.1.0 ${AGENT_NAME}/${AGENT_VERSION}`
