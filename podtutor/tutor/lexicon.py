"""Which words say the same where people speak of pods: other words, abbreviations, expressions of several words, numbers.

A line of `_SAME` is one sense; a hyphen joins an expression of several words. A word may have several senses. Only what
is the same in every question stands here: what a rubric tells apart must not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from podtutor.tutor.stems import stem

_SAME: Final = """
immediately instantly straightaway promptly at-once right-away straight-away
parallel simultaneously concurrently concurrent at-the-same-time all-at-once in-parallel
one-after-another one-after-the-other one-by-one sequentially sequential serially in-sequence in-turn one-at-a-time
always constantly invariably all-the-time every-time at-all-times in-all-cases in-every-case
only solely merely exclusively
whole entire complete full
same identical
own separate individual dedicated private
share common in-common
move migrate relocate transfer shift
new fresh brand-new anew
create make spawn produce spin-up bring-up brings-up
start launch begin kick-off fire-up boot
restart relaunch bounce come-back comes-back bring-back brought-back start-again started-again starts-again starts-over start-over start-anew restarted
replace recreate substitute replacement
remove delete get-rid
evict throw-out kick-out sacrifice
kill shoot shot
crash die stall segfault fall-over falls-over fell-over blow-up bomb-out go-down
fail failure
anymore no-longer any-more any-longer
finish complete completion end exit quit
stop shut-down tear-down torn-down
bare naked standalone unmanaged orphan
compare diff
call hit query curl
probe health-check healthcheck
reboot power-cycle
repeat rerun redo
catch trap handle
network net netns
elsewhere somewhere-else
controller owner
idempotent reentrant re-entrant rerunnable
out take-out takes-out taken-out drop leave-out left-out leaves-out pull-out
stable fixed sticky constant permanent predictable
ephemeral disposable throwaway throw-away temporary transient short-lived
localhost loopback 127.0.0.1
neighbour neighbor sibling
cap ceiling max maximum
try attempt retry
overhead footprint
store persist save
same-node co-located colocated
wait pause delay
keep stay remain retain preserve
continue keep-running keep-going go-on goes-on carry-on carries-on runs-on run-on
disappear vanish lose =gone wipe
exceed cross overshoot above over beyond more-than higher-than surpass greater-than larger-than
maximum max largest biggest greatest highest larger bigger greater higher
lower low less lowest fewer
raise increase increment bump enlarge extend lengthen grow rise
reduce lower decrease shrink
longer lengthen
double twice-as-long twice-the
check look inspect examine verify investigate
block prevent hinder
refuse reject deny decline forbid disallow turn-away turn-down send-away sent-away
permit allow
pick choose select
send route forward
need require necessary mandatory required
harmless safe
healthy fine ok okay alright
useless pointless
beside alongside next-to side-by-side
previous prior earlier preceding
reverse opposite backwards
schedule place scheduling placement
encrypt encrypted encryption
automatically by-itself by-themselves on-its-own on-their-own by-magic
node machine host box
ip address
application app program main mains
database db postgres postgresql mysql mariadb
statefulset sts stateful-set
replicaset rs replica-set
daemonset ds daemon-set
deployment deploy-object
poddisruptionbudget pdb budget disruption-budget
pvc claim persistentvolumeclaim persistent-volume-claim
pv persistentvolume persistent-volume
volume vol disk
container ctr
request req
limit lim
dependency dep
kubelet node-agent
kernel linux
customer client user
service svc
namespace ns
configmap cm config-map
memory mem ram
priority prio priorityclass
networkpolicy netpol network-policy
serviceaccount sa service-account
apiserver api-server kube-apiserver
besteffort best-effort
emptydir empty-dir
notready not-ready unready
sigterm =term term-signal sig-term
sigkill kill-signal sig-kill kill-9
endpoint endpointslice ep
prestop pre-stop
vm virtual-machine
os operating-system
fs filesystem file-system
crashloop crashloopbackoff crash-loop
backoff back-off
s sec second
m min minute
0 zero
1 one single
2 two
3 three
4 four
5 five
6 six
7 seven
8 eight
9 nine
10 ten
20 twenty
30 thirty
50 fifty
100 hundred
"""

_COMPOUNDS: Final = {
    "readinessprobe": "readiness probe",
    "readinessprobes": "readiness probes",
    "readynessprobe": "readiness probe",
    "livenessprobe": "liveness probe",
    "livenessprobes": "liveness probes",
    "startupprobe": "startup probe",
    "startupprobes": "startup probes",
    "initcontainer": "init container",
    "initcontainers": "init containers",
    "terminationgraceperiodseconds": "termination grace period seconds",
    "terminationgraceperiod": "termination grace period",
    "graceperiod": "grace period",
    "graceperiodseconds": "grace period seconds",
    "targetport": "target port",
    "nodeselector": "node selector",
    "nodeselectors": "node selectors",
    "nodeaffinity": "node affinity",
    "podaffinity": "pod affinity",
    "podantiaffinity": "pod anti affinity",
    "antiaffinity": "anti affinity",
    "securitycontext": "security context",
    "deletiontimestamp": "deletion timestamp",
    "laststate": "last state",
    "memorypressure": "memory pressure",
    "diskpressure": "disk pressure",
    "nominatednodename": "nominated node name",
    "topologyspreadconstraint": "topology spread constraint",
    "topologyspreadconstraints": "topology spread constraints",
    "topologyspread": "topology spread",
    "topologykey": "topology key",
    "readinessgate": "readiness gate",
    "readinessgates": "readiness gates",
    "tgps": "termination grace period seconds",
    "rollingupdate": "rolling update",
    "kubeproxy": "kube proxy",
    "rootfs": "root fs",
}

_SHORT: Final = """
able acts add age ago aim air all also and any are area arm ask asks away back bad ball bar base bear been beat best
bet big bind bit body bold book both box bring bug bus busy but buy call calm came can card care case cast cat check
city clean clear club code cold come cool copy core cost cut dark data date day deal dear debt deep desk did die diff
disk does dog done door down draw drop dry due duty each earn ease east easy eat edge else end ends even ever exit eye
face fact fail fair fall far fast fear feed feel feet fell few file fill film find fine fire firm fish fit five fix
flag flat flow food foot for form four free from full fun fund gain game gap gave get gets gift girl give goal goes
gold gone good got grab grew grey grow guy had half hall hand hang hard has hate have head hear heat held hell help
her here hero hey hide high hill him hint his hit hold hole holy home hope host hour how huge hunt hurt idea idle inch
info into iron item its job join joke jump just keep kept key kick kid kill kind king knew know lack lady laid lake
land last late law lay lazy lead leaf left less let lets lie life lift like line link list live load loan lock log
logs long look loop lose loss lost lot lots loud love low luck made mail main make man many mark mass may mean meet men
menu mess met might mind mine miss mode mood moon more most move much must name near neck need net new news next nice
nine node none nor nose not note now odd off oil okay old once one only open oral order other our out over own pack
page paid pain pair part pass past path pay peak pick pipe plan play plot plug plus pod pool poor port post pull pure
push put quit race rain ran rank rare rate raw read real rely rest rich ride ring rise risk road rock role roll room
root rose rule run runs rush safe said sale same save saw say says seat see seed seek seem seen self sell send sent
set sets she ship shop shot should show shut sick side sign sing sit site six size skip slip slow small snap snow soft
soil sold some son song soon sort soul spot stack star start state stay step stop such sudden sure swap take tale talk
tall tank tape task team tell ten tend term test text than thank that the them then there these they thin thing this
those thus tide tie tied till time tiny tip too took tool top tour town trap tree trip true try tune turn twin two
type ugly under unit until upon urge use used user using vary vast very via view vote wait wake walk wall want war
ward warm warn was wash watch wave way ways weak wear week well went were west what when where whether which while who
whom why wide wife wild will wind wine wing wipe wire wise wish with wood word wore work worn worse would wrap write
yard yeah year yes yet you your zero zone
"""
PLAIN_WORDS: Final = frozenset(_SHORT.split())
"""Short words of everyday English: whoever types one of them means it, and made no slip in another word."""


_LONG: Final = 10  # letters from which a word that is written together may have a slip
_PARTICLES: Final = frozenset(("out", "off", "down", "up", "away", "back"))
_Expression = tuple[tuple[str, ...], frozenset[str]]
_NONE: Final[frozenset[str]] = frozenset()


def _read() -> tuple[dict[str, frozenset[str]], dict[str, list[_Expression]], dict[str, tuple[str, ...]]]:
    """Senses by word, expressions by their first word, and the words of every sense."""
    words: dict[str, frozenset[str]] = {}
    longer: dict[tuple[str, ...], frozenset[str]] = {}
    members: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_SAME.strip().splitlines()):
        sense = f"{number:03}"
        for item in line.split():
            said = tuple(stem(part) for part in item.split("-"))
            if len(said) > 1:
                longer[said] = longer.get(said, _NONE) | {sense}
                continue
            key = item if item.startswith("=") else said[0]
            words[key] = words.get(key, _NONE) | {sense}
            members[sense] = (*members.get(sense, ()), stem(item.lstrip("=")))
    by_first: dict[str, list[_Expression]] = {}
    for said, senses in longer.items():
        by_first.setdefault(said[0], []).append((said, senses))
    return words, by_first, members


_WORDS, _EXPRESSIONS, _MEMBERS = _read()


def senses_of(word: str) -> frozenset[str]:
    """The senses of one word, as typed."""
    return _WORDS.get(stem(word), _NONE) | _WORDS.get(f"={word}", _NONE)


def expressions_at(stems: Sequence[str], place: int) -> tuple[frozenset[str], int]:
    """The senses of the expressions that begin at a place, and of how many words the longest is; none and 1 if none.

    The particle of a verb may follow what the verb acts on: "turns them all away".
    """
    found = _NONE
    longest = 1
    for said, senses in _EXPRESSIONS.get(stems[place], ()):
        if tuple(stems[place : place + len(said)]) == said:
            found, longest = found | senses, max(longest, len(said))
        elif len(said) == 2 and said[1] in _PARTICLES and said[1] in stems[place + 2 : place + 4]:
            found |= senses
    return found, longest


def words_of(senses: frozenset[str]) -> tuple[str, ...]:
    """The stems of all single words of these senses, for those who type one of them wrongly."""
    return tuple(one for sense in sorted(senses) for one in _MEMBERS.get(sense, ()))


@lru_cache(maxsize=4096)
def taken_apart(word: str) -> tuple[str, ...]:
    """A word that is written together, such as a name from a manifest, as the words that people say.

    In a long one there may be a slip of the fingers: `startupProb`.
    """
    if word in _COMPOUNDS:
        return tuple(_COMPOUNDS[word].split())
    if len(word) >= _LONG and word.isalpha():
        from rapidfuzz.distance import OSA

        for name, said in _COMPOUNDS.items():
            if abs(len(name) - len(word)) <= 2 and OSA.distance(word, name, score_cutoff=2) <= 2:
                return tuple(said.split())
    return (word,)
