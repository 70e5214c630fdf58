# Completion of nitroctl for bash.
_nitroctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} i word command=
	local commands='list up down start stop restart fast-start fast-stop fast-restart ready
		wait-up wait-down wait-starting pause cont hup alarm interrupt quit term kill 1 2
		pidof check info events rescan Shutdown Reboot'
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		-*t) ((i++)) ;;
		-*) ;;
		*) command=$word; break ;;
		esac
	done
	((i > COMP_CWORD)) && return
	if [[ -z $command ]]; then
		case $cur in
		-*) mapfile -t COMPREPLY < <(compgen -W '-h -t -v -V --help --version' -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur") ;;
		esac
		return
	fi
	case $command in
	info | events | rescan | scan | s | Shutdown | Reboot) return ;;
	esac
	local name
	while IFS= read -r name; do
		[[ $name == "$cur"* ]] && COMPREPLY+=("$(printf %q "$name")")
	done < <(nitroctl -t 1 list 2>/dev/null | sed -E 's/^[^ ]+ (.*) \(wstatus -?[0-9]+\) [0-9]+s$/\1/; s/ \(pid [0-9]+\)$//')
	compopt -o default 2>/dev/null
}
complete -F _nitroctl nitroctl
