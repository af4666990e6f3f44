/**
 * Members of a device's settings that hold a secret: SNMP communities, the directory's and the phone's own password.
 * Source: https://github.com/webex/webex-openapi-specs (webex-device.json, ataObject, mppObject).
 */
export const secretNames = ['getCommunity', 'setCommunity', 'bindPw', 'phoneSecurityPwd'] as const
