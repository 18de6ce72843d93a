"""Words that break the rules for replies, in English and Spanish, as patterns on folded text.

Folded: lower case, no accents, no apostrophes, one space between words. A line is one alternative,
an indented one continues it; `…` stands for up to three words. They find wording, not meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

GAP = r"(?:\w+ ){0,3}"


@dataclass(frozen=True)
class Wording:
    """Phrases, and the pattern that finds any of them in folded text."""

    phrases: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when first asked for: the patterns are large, and most commands need none."""
        alternatives = re.sub(r"\n {4,}", "", self.phrases).replace("… ", GAP).split("\n")
        return re.compile(rf"\b(?:{'|'.join(line for line in alternatives if line)})\b")


_CONDITIONS = (
    r"(?:melasma|acne|rosacea|scars?|scarring|keloids?|burns?|blisters?|infection|skin(?: type)?"
    r"|diabetes|diabetic|medication|medicine|medical \w+|condition|allerg\w+|pregnan\w+"
    r"|blood pressure|pigment\w*|hyperpigmentation|eczema|psoriasis|vitiligo|depression|anxiety"
    r"|cancer|herpes|cold sores?|tan|tanned|illness|disease|diagnosis|symptoms|lesions?|moles?"
    r"|wrinkles|veins|tattoo|isotretinoin|accutane|antibiotics|wound|hormones?|pills?|cortisone"
    r"|steroids?|chemotherapy|immune|disorder|surgery|cysts|marks|scabs|complexion|swelling|healing"
    r"|recovery|reaction|side effects?|bruis\w+|redness|hair growth|weight|age|genes|history)"
)
_CONDITIONS_SPANISH = (
    r"(?:melasma|acne|rosacea|piel|cicatri(?:z|ces)|quemaduras?|ampollas?|infeccion|diabetes"
    r"|diabetic[oa]|medicacion|medicamentos?|alergi\w+|embaraz\w+|queloides?|manchas?|enfermedad"
    r"|depresion|ansiedad|cancer|herpes|diagnostico|sintomas|isotretinoina|antibioticos|bronceado"
    r"|bronceada|hormonas?|pastillas?|cortisona|quimioterapia|marcas|costras|hinchazon|reaccion"
    r"|recuperacion|efectos secundarios)"
)
_OF_A_VISIT = (
    r"(?:visits?|appointments?|consult(?:ation)?s?|procedures?|sessions?|treatments?|follow ?ups?"
    r"|charts?|files?|medical records?|records?|photos?|pictures|results?|consent|surgery"
    r"|test patch|check ?up|aftercare)"
)
_OF_A_VISIT_SPANISH = (
    r"(?:visitas?|consultas?|citas?|tratamientos?|procedimientos?|sesion(?:es)?|expediente"
    r"|historia clinica|ficha|fotos?|consentimiento|caso|resultados?)"
)

CONFIRMS_PATIENT = Wording(
    rf"""
(?:thank you|thanks) for (?:coming|visiting|choosing|trusting|stopping|being|your visit)
your … {_OF_A_VISIT}
(?:we|i) … (?:treated|saw|examined|operated on|called|remember|met|advised) you
(?:treating|meeting|seeing|working with|having|meet|see|have) you
you … (?:came|arrived|visited|missed|cancell?ed|signed|walked out|underwent|booked)
you … (?:did not|didnt|never|failed to|refused to) (?:follow|come|show|attend|return
    |tell)
you (?:turned up|showed up|skipped|rescheduled|postponed|left|agreed|chose|insisted
    |declined|wanted|requested|paid|complained|said|mentioned|received|were (?:given
    |told|offered|shown|warned|informed))
(?:my|the|our) (?:notes|nurse|assistant|staff|team) … (?:you|from that)
(?:care|look|looked|looking|cared|caring) (?:for|after) you
(?:we|i) (?:lasered|treated|injected|numbed|examined|tested) (?:the|this|that|her|his
    |him)
(?:by|of) (?:this|that) name
our (?:next|last|first) (?:session|appointment|meeting|visit|consultation)
(?:this|that|the) (?:patient|client) (?:was|did|had|came|is|has|never|missed|refused)
(?:he|she) (?:was|did|had|came|missed|refused|signed|left|arrived)
you (?:had )?(?:not )?(?:told|agreed with|asked) (?:me|us)
you had not told us
you (?:were|are) (?:here|seen|treated|late)
(?:when|while|the day|since) you (?:were|came|visited)
as your (?:doctor|physician|practitioner|nurse|surgeon|provider)
you … (?:patient|client|customer)
(?:patient|client|customer) of (?:mine|ours)
you as (?:a|our|my) … (?:patient|client|customer)
(?:record|records) of (?:you|your)
our (?:records|files|notes) (?:show|say|indicate)
as we (?:discussed|agreed|explained)
(?:performed|did|did on|redid) your
welcome back
gracias por (?:su|tu|la) (?:visita|confianza|consulta)
gracias por (?:venir|visitarnos|confiar|elegirnos|acudir)
(?:sus?|tus?) {_OF_A_VISIT_SPANISH}
(?:la|lo|le|te) (?:atendimos|atendi|tratamos|trate|vimos|operamos|opere)
cuando (?:vino|viniste|estuvo|nos visito|acudio)
(?:usted|tu) (?:no )?(?:siguio|llego|firmo|falto|cancelo|vino|acepto|se fue|volvio)
usted (?:\w+ ){{0,2}}paciente
llego usted
(?:cuidar|atender|tratar|recibir)(?:la|lo|le|te)
(?:cuidar|cuidado) de usted
le (?:explicamos|explique|dedicamos|advertimos|adverti|llamamos|dimos|recomendamos)
con ese nombre
paciente (?:nuestr[oa]|mi[oa])
como (?:paciente|su medic[oa]|su doctora?)
registro de usted
nos vemos
"""
)

HEALTH_DATA = Wording(
    rf"""
your … {_CONDITIONS}
{_CONDITIONS} … yours
you … (?:have|had|are|were|suffer|suffered|got|developed) … {_CONDITIONS}
you … (?:taking|on) {_CONDITIONS}
you (?:never|did not|didnt) (?:mention|mentioned|tell|disclose
    |disclosed) … {_CONDITIONS}
(?:the|that) {_CONDITIONS} of yours
left you with … {_CONDITIONS}
you (?:smoke|smoked|vape|drink|drank)
(?:we|i) found an? … {_CONDITIONS}
(?:sus?|tus?) (?:\w+ )?{_CONDITIONS_SPANISH}
usted … (?:tiene|tenia|tuvo|esta|estaba|sufre|padece) … {_CONDITIONS_SPANISH}
usted (?:fuma|fumaba|bebe)
usted (?:nunca|no) (?:menciono|dijo) … {_CONDITIONS_SPANISH}
(?:esta|estaba) tomando \w+
"""
)

INSULT = Wording(
    r"""
liars?
lies
lying
(?:a|this|that|total|complete|pure) lie
(?:fake|false|bogus|fraudulent|invented) (?:review|story|account|comment)s?
pathetic
idiots?
idiotic
morons?
stupid
dumb
crazy
insane
(?:mentally )?unstable
delusional
hysterical
trolls?
slander\w*
ignorant
ridiculous
dishonest
bitter (?:woman|man|person)
jealous
(?:by|of|from) … competitors?
get a life
shame on you
(?:should be|be) (?:ashamed|embarrassed)
never happened
nonsense
garbage
rubbish
trash
drivel
rant
disgusting
nasty
spiteful
hateful
malicious
grow up
impossible to please
no (?:decency|shame|manners)
axe to grind
(?:thief|thieves|scammers?|extortion\w*|blackmail\w*|con artist)
(?:invented|made up|making up|making this up|fabricat\w+)
disgruntled
entitled
karen
tonterias?
basura
inventad[oa]
sin educacion
maleducad[oa]s?
difama\w*
people like you
mentiros[oa]s?
mentiras?
ridicul[oa]s?
idiotas?
estupid[oa]s?
loc[oa]
amargad[oa]s?
ignorantes?
envidios[oa]s?
resenas? (?:\w+ )?falsas?
(?:la )?competencia
verguenza
"""
)

ASKS_REMOVAL = Wording(
    r"""
(?:remov|delet|withdraw|retract|edit|updat|chang|revis|reconsider
    |amend)\w* … (?:reviews?|ratings?|comments?|posts?|stars?|statements?|wrote|lies)
(?:take|taken|taking) (?:\w+ ){0,2}(?:down|back)
(?:be|is|are|not|been) (?:deleted|removed|withdrawn|retracted)
come down
(?:words|it|this|that) back
erase (?:it|this|that|your)
(?:number of|those|these|your) stars
stars? (?:seems?|is|are) (?:harsh|unfair|low|unjust)
(?:until|by) (?:monday|tuesday|wednesday|thursday|friday|tomorrow)
solicitors?
cease and desist
hacer desaparecer
estrellas? (?:es|son) injust\w+
(?:better|higher|fairer) (?:rating|review|score)
(?:lawyers?|attorneys?|legal (?:action|steps|consequences)|see us in court|in court|sue
    |suing|defamation|libel)
(?:(?:borr|elimin|retir|quit|actualic|actualiz|modifi|corrij|corrig)\w*|cambi(?:e|ar
    |aria)) … (?:resenas?|comentarios?|calificacion|opinion|estrellas|escribio
    |puntuacion)
si no (?:la|lo) (?:quita|borra|retira|elimina)
abogad[oa]s?
acciones legales
demanda(?:remos|re|r)?
difamacion
"""
)

OFFERS_COMPENSATION = Wording(
    r"""
(?:refund|reimburs)\w*
free (?!of pressure)(?:of charge|session|treatment|facial|consultation|visit|product
    |touch ?up)\w*
for free
complimentary
discount\w*
gifts?
gift cards?
vouchers?
compensat\w*
credit (?:the|your|you|it)
on (?:the house|us)
(?:no|without|free of) (?:charge|cost)
money back
make it up to you
(?:fee|money|amount|deposit|payment|price) … (?:returned|back|waived|refunded)
(?:waive|waived|waiving) (?:the|your|our)
treat you to
repay
(?:percent|dollars?|euros?|pounds?) off
(?:half|reduced|special) price
le invitamos
no le cobrar\w+
sin (?:cargo|coste|costo)
reembols\w*
(?:devolv|devuelv)\w* … dinero
gratis
gratuit[oa]s?
descuentos?
regalos?
compensar\w*
por nuestra cuenta
cupon(?:es)?
"""
)

SPEAKS_OF_AUTHOR_WORDS = Wording(
    r"""
(?<!thank )(?<!wish )you(?:ve|re|d|ll|rself)?(?! (?:can|may|could|and|are welcome
    |would like|want|wish|again))
yours
your (?!(?:kind |honest |lovely |generous |nice |thoughtful |warm )?(?:feedback
    |reviews?|comments?|words|opinion|honesty|thoughts|message|time|concerns?|rating
    |view|privacy|praise|support|patience|questions?|post|trust|suggestions?|kindness
    |recommendation))
usted
(?:le|la) (?!escuch|ayud)(?:\w+mos|\w+e)
"""
)
