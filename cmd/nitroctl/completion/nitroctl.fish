# Completion of nitroctl for fish.
function __nitroctl_services
    nitroctl -t 1 list 2>/dev/null | string replace -r '^\S+ (.*?)(?: \(pid \d+\))? \(wstatus -?\d+\) \d+s$' '$1'
end

set -l alone info events rescan scan s Shutdown Reboot
set -l others list l up u down d start stop restart r fast-start fast-stop fast-restart ready \
    wait-up wait-down wait-starting pause p cont c hup h alarm a interrupt i quit q 1 2 term t kill k pidof check

complete -c nitroctl -f
complete -c nitroctl -n "not __fish_seen_subcommand_from $alone $others" -s h -l help -d 'Print usage'
complete -c nitroctl -n "not __fish_seen_subcommand_from $alone $others" -s V -l version -d 'Print the version'
complete -c nitroctl -n "not __fish_seen_subcommand_from $alone $others" -s t -x -d 'Wait no longer'
complete -c nitroctl -n "not __fish_seen_subcommand_from $alone $others" -s v -d 'Print each transition'
complete -c nitroctl -n "not __fish_seen_subcommand_from $alone $others" -a "list up down start stop restart fast-start fast-stop fast-restart ready wait-up wait-down wait-starting pause cont hup alarm interrupt quit 1 2 term kill pidof check info events rescan Shutdown Reboot"
complete -c nitroctl -n "__fish_seen_subcommand_from $others" -a '(__nitroctl_services)'
