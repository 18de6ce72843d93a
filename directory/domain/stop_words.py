"""Words that say nothing in a query on a site where everybody treats skin with light or heat.

They are dropped only where no phrase of the vocabulary and no place's name needs them.
"""

from __future__ import annotations

_FUNCTION_ENGLISH = """
    a about an and any are around as at by can close do does for from get had has have her his i
    im in is it like me mi my near nearby of on or our out over some someone that the their them
    there to us was who whose with you your
"""
_FUNCTION_SPANISH = """
    al cerca con de del el en la las lo los mas para por que se su sus un una y
"""
_FUNCTION_FRENCH = """
    au aux avec chez dans des je les mes pour pres sans sur une
"""
_FUNCTION_GERMAN = """
    auf bei dem der die fur gegen ich meine meinem meiner mit nach und vom zum zur
"""
_FUNCTION_PORTUGUESE = """
    com minha minhas meu nas nos perto pra uma
"""
_JOINING = """
    above after again all almost already also always am an anything apres as away bad badly be beach
    because been before behind being below beneath better between both but came cannot cant cause
    caused causing come comes constantly cream creams cross da das de depois despues different do
    does dont down du durante during e each easily ein eine else em ends ever every everywhere feel
    feels few fewer finally first full gets getting give glasses go goes gone got hago hate have
    having help here how huge hurt hurts if im into isnt its just keep keeps kind know lady last
    lately le leave leaves left less let long lot lots love ma made make makes many maybe mon more
    much na near need never next no not nothing now o off often old older on once only os other
    others over part parto parts past permanent put really respond responding right salieron same
    says see seem seems several should show showing side since so solo still stop stopped stuff such
    sure take tambien tell than that then these they thing things think this those through tired
    today together too try trying turn turned ugly under until up use used usually very visible von
    wanna was wasnt wax waxing way well went were what when where which while why will wish without
    wont work worked works worse would yet yo younger
"""
_CONJUNCTIONS = """
    and but e et or plus und y oder ou
"""
_FILLER_ENGLISH = """
    advice afford affordable airport area baby best board boy care center centers centre certified
    cheap cheapest child children clinic clinics closest color colour cosmetic cost daughter doctor
    doctors dr expensive experience experienced expert experts facial find fix fluent girl good
    great help hospital husband insurance kid kids km laser lasers lazer live local looking man med
    medical medspa men mile miles month months most need office old options person place please
    practice practitioner practitioners pregnancy price prices problem problems professional
    provider providers rated recommend recommended removal remove removing reviews rid safe safely
    search service services skin son spa speak speaking speaks specialised specialising specialist
    specialists specialized specializing star stars teen teenage teenager therapy toddler top treat
    treating treatment treatments treats trusted under verified versus vs want week weeks wife
    within woman women year years yrs
"""
_FILLER_SPANISH = """
    anos barato bebe buen buena buscar busco cara clinica consultorio costo cuanto cuello cuesta
    cuestan doctora eliminar especialista hija hijo manos medica medico medicos mejillas mejor
    mejores nariz necesito pecho piel piernas precio precios quiero quitar seguro tratamiento
    tratamientos
"""
_PARTS_OF_THE_BODY = """
    abdomen arm arms back belly body cheeks chest ear ears elbow elbows eyelids eyes face feet
    foot forehead hand hands jawline knee knees leg legs lip lips mouth neck nose scalp shoulder
    shoulders thighs
"""
_ALSO_SURNAMES = """
    back best foot good hand man price star
"""
_BEFORE_SKIN = """
    asian black brown dark darker dry fair light lighter mature oily olive pale sensitive
"""
_BEHIND_PIEL = """
    blanca clara morena negra oscura sensible triguena
"""

FUNCTION_WORDS = frozenset(
    _FUNCTION_ENGLISH.split()
    + _FUNCTION_SPANISH.split()
    + _FUNCTION_FRENCH.split()
    + _FUNCTION_GERMAN.split()
    + _FUNCTION_PORTUGUESE.split()
)
JOINING_WORDS = frozenset(_JOINING.split())
"""Words that say nothing beside a description of skin; by themselves they may be a name ("Do")."""

CONJUNCTIONS = frozenset(_CONJUNCTIONS.split())
"""Words behind which something new begins."""

FILLER_WORDS = frozenset(
    _FILLER_ENGLISH.split() + _FILLER_SPANISH.split() + _PARTS_OF_THE_BODY.split()
)
FILLER_WORDS_THAT_ARE_SURNAMES = frozenset(_ALSO_SURNAMES.split())
ADJECTIVES_BEFORE_SKIN = frozenset(_BEFORE_SKIN.split())
ADJECTIVES_BEHIND_PIEL = frozenset(_BEHIND_PIEL.split())
