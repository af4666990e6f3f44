/**
 * Settings as a new org has them: every member that the published schema requires, so that the public Python SDK's
 * models can read the body. Only `mpp.background` has an effect here; the rest is kept and shown.
 * Source: https://github.com/webex/webex-openapi-specs (webex-device.json, mppObject, ataObject, dectObject, wifiObject).
 */
const codecs = { selection: 'REGIONAL', primary: 'OPUS', secondary: 'G722', tertiary: 'G711u' }

const network = {
  cdpEnabled: false,
  lldpEnabled: false,
  qosEnabled: true,
  nightlyResyncEnabled: true,
  vlan: { enabled: false, value: 1 },
}

const ata = {
  ...network,
  audioCodecPriority: { selection: 'REGIONAL', primary: 'G711u', secondary: 'G711a', tertiary: 'G729a' },
  ataDtmfMode: 'NORMAL',
  ataDtmfMethod: 'AVT',
  webAccessEnabled: false,
  snmp: {
    enabled: false,
    trustedIP: '0.0.0.0/0.0.0.0',
    getCommunity: 'public',
    setCommunity: 'private',
    snmpV3Enabled: false,
  },
}

const dect = {
  ...network,
  audioCodecPriority: { selection: 'REGIONAL', primary: 'G722', secondary: 'G711u', tertiary: 'G711a' },
  webAccessEnabled: false,
  // The schema has a text here, where `mpp` has a list.
  multicast: '',
  dect6825HandsetEmergencyNumber: '',
}

const mpp = {
  ...network,
  vlan: { ...network.vlan, pcPort: 1 },
  audioCodecPriority: codecs,
  pnacEnabled: false,
  background: { image: 'NONE', customUrl: '' },
  backgroundImage8875: 'BLUE_DARK',
  backlightTimer: 'FIVE_MIN',
  backlightTimer68XX78XX: 'THIRTY_SEC',
  displayNameFormat: 'PERSON_FIRST_THEN_LAST_NAME',
  defaultLoggingLevel: 'STANDARD',
  dndServicesEnabled: true,
  acd: { enabled: false, displayCallqueueAgentSoftkeys: 'LAST_PAGE' },
  shortInterdigitTimer: 3,
  longInterdigitTimer: 10,
  offHookTimer: 30,
  lineKeyLabelFormat: 'PERSON_EXTENSION',
  lineKeyLEDPattern: 'DEFAULT',
  mppUserWebAccessEnabled: true,
  multicast: [],
  enhancedMulticast: { xmlAppUrl: '', multicastList: [] },
  phoneLanguage: 'PERSON_LANGUAGE',
  poeMode: 'NORMAL',
  screenTimeout: { enabled: true, value: 300 },
  usbPortsEnabled: true,
  usbPorts: { enabled: true, sideUsbEnabled: true, rearUsbEnabled: true },
  wifiNetwork: { enabled: false, authenticationMethod: 'NONE', ssidName: '', userId: '' },
  callHistory: 'WEBEX_UNIFIED_CALL_HISTORY',
  contacts: 'WEBEX_DIRECTORY',
  webexMeetingsEnabled: true,
  volumeSettings: {
    ringerVolume: 9,
    speakerVolume: 9,
    handsetVolume: 9,
    headsetVolume: 9,
    eHookEnabled: false,
    allowEndUserOverrideEnabled: true,
  },
  cfExpandedSoftKey: 'ONLY_THE_CALL_FORWARD_ALL',
  httpProxy: {
    mode: 'OFF',
    autoDiscoveryEnabled: true,
    host: '',
    port: '',
    packUrl: '',
    authSettingsEnabled: false,
    username: '',
    password: '',
  },
  bluetooth: { enabled: true, mode: 'BOTH' },
  passThroughPortEnabled: true,
  userPasswordOverrideEnabled: false,
  activeCallFocusEnabled: true,
  peerFirmwareEnabled: true,
  noiseCancellation: { enabled: true, allowEndUserOverrideEnabled: true },
  dialAssistEnabled: true,
  callsPerLine: 8,
  missedCallNotificationEnabled: true,
  voiceFeedbackAccessibilityEnabled: false,
  allowMonitorLinesEnabled: false,
  iceEnabled: false,
  softKeyLayout: { softKeyMenu: {}, psk: {}, softKeyMenuDefaults: {}, pskDefaults: {} },
}

const wifi = {
  audioCodecPriority: codecs,
  ldap: {
    enabled: false,
    serverAddress: '',
    serverPort: 0,
    commSecurityType: 'NONE',
    bindDn: '',
    bindPw: '',
    baseDn: '',
    primaryEmailAttribute: '',
    alternateEmailAttribute: '',
  },
  webAccess: { enabled: false, password: '' },
  phoneSecurityPwd: '',
}

/** An org's settings before anybody has changed them. */
export const defaultCustomizations = { ata, dect, mpp, wifi } as const
