/** @typedef {import('./products.mjs').Product} Product */

/**
 * Exit codes after which starting again changes nothing: wrong use, a file or parameter that is wrong, a refusal, a certificate or key
 * that does not hold (docs/errors.md). Of 7, some pass by themselves, such as a full disk: there the limit of starts ends it.
 */
export const FATAL_EXIT_CODES = [2, 3, 4, 5];

/** What each service finds in its folder once it has been set up; before that, starting it does nothing. @type {Record<string, string>} */
const SET_UP = { 'consilium-site': 'site.json', 'consilium-coordinator': 'coordinator.json' };

/** The unit of systemd(1). @param {Product} product */
export function serviceUnit({ name, program, serve, summary }) {
  return `[Unit]
Description=Consilium, ${summary}
Documentation=man:${program}(1) file:/usr/share/doc/${name}/operations.md
After=network-online.target
Wants=network-online.target
ConditionPathExists=/var/lib/${name}/${SET_UP[name]}
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
; Ready once it serves, as systemd-notify says, which the second of two processes starts.
Type=notify
NotifyAccess=all
TimeoutStartSec=300
User=${name}
Group=${name}
EnvironmentFile=-/etc/${name}/environment
WorkingDirectory=/var/lib
ExecStart=/usr/bin/${program} ${serve.join(' ')} --folder /var/lib/${name} $ARGUMENTS
; Opens its log file again, where ARGUMENTS name one (--log-file /var/log/${name}/${program}.log).
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=10
; A person has to act first.
RestartPreventExitStatus=${FATAL_EXIT_CODES.join(' ')}
; The first of two processes hands the signal on and ends the second after 7 seconds.
KillMode=mixed
TimeoutStopSec=30
StateDirectory=${name}
StateDirectoryMode=0700
LogsDirectory=${name}
LogsDirectoryMode=0750
UMask=0077

; Privileges: none.
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
RestrictSUIDSGID=yes

; What it sees. Data outside /home are read with the rights of its user.
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RemoveIPC=yes

; What it asks of the kernel. No MemoryDenyWriteExecute: the compiler of JavaScript writes code and runs it.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

/** The file with the environment of the service, which an administrator may change. @param {Product} product */
export function settings({ name, program }) {
  return `# Environment of ${name}.service: one NAME=value a line. Read at its start.
# A proxy towards the coordinator:
#HTTPS_PROXY=http://proxy.hospital.example:3128
#NO_PROXY=localhost
# More options of the command (man ${program}), such as a log file, which logrotate looks after:
#ARGUMENTS=--log-file /var/log/${name}/${program}.log
`;
}

/**
 * How logrotate(8) rotates a log file of the service, where its settings name one. What is written before it is opened again goes into the
 * file that was moved away, so that is compressed a turn later.
 * @param {Product} product
 */
export function logRotation({ name }) {
  return `/var/log/${name}/*.log {
    su ${name} ${name}
    weekly
    rotate 52
    missingok
    notifempty
    nocreate
    compress
    delaycompress
    sharedscripts
    postrotate
        systemctl kill --signal=HUP --kill-who=main ${name}.service 2>/dev/null || true
    endscript
}
`;
}

/**
 * What package managers run, for dpkg and rpm alike: their first argument says what goes on, by a word or by how many
 * versions are left. State is made once and never removed: it holds the ledger of what patients have paid, without which
 * their budget could be spent a second time.
 * @param {Product} product
 * @returns {Record<'preinst' | 'postinst' | 'prerm' | 'postrm', string>}
 */
export function maintainerScripts({ name, program, serve }) {
  const head = `#!/bin/sh
set -e
service=${name}.service
again=/run/${name}.start-again
has_systemd() { [ -d /run/systemd/system ]; }
`;
  return {
    // Files must not change under a process that has yet to load some.
    preinst: `${head}
if has_systemd && systemctl is-active --quiet "$service"; then
  touch "$again"
  systemctl stop "$service"
fi
`,
    postinst: `${head}
if ! getent passwd ${name} >/dev/null; then
  useradd --system --user-group --home-dir /var/lib/${name} --no-create-home --shell /usr/sbin/nologin ${name}
fi
if [ ! -e /var/lib/${name} ]; then
  install -d -m 0700 -o ${name} -g ${name} /var/lib/${name}
fi
if has_systemd; then
  systemctl daemon-reload
  if [ -e "$again" ]; then systemctl start "$service" || echo "$service does not start: journalctl -u $service" >&2; fi
fi
rm -f "$again"
if [ ! -e /var/lib/${name}/${SET_UP[name]} ]; then
  echo "Next: cd /var/lib && runuser -u ${name} -- ${program} ${serve.length === 1 ? 'join ...' : 'coordinator init ...'}, then systemctl enable --now ${name}"
fi
`,
    prerm: `${head}
case "$1" in
remove | 0) if has_systemd; then systemctl disable --now --quiet "$service" || true; fi ;;
esac
`,
    postrm: `${head}
if has_systemd; then systemctl daemon-reload; fi
case "$1" in
remove | purge | 0)
  if [ -e /var/lib/${name} ]; then
    echo "/var/lib/${name} stays, with keys, policy, ledger and log: remove it by hand once no budget of these patients counts any more."
  fi
  ;;
esac
`,
  };
}
