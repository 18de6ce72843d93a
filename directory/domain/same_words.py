"""Words that mean the same when patients describe skin: "pits on my chin" is "holes in my cheeks".

Each line, with what is indented below it, is a family; its first word stands for all. Data for
`descriptions`; singular, without accents. A word that changes what is meant ("nose", "lip", "eye")
has a family of its own.
"""

from __future__ import annotations

_FAMILIES = """
hole: hueco pit pitted dent dented dip crater divot indentation indented pock pocked pockmark
    pockmarked hollow hoyo agujero trou creux buraco furo loch locher
scar: scarring scarred cicatriz cicatrice cicatrizado narbe narben
acne: ance pimple zit breakout breaking outbreak blemish acneic grano espinilla bouton espinha
    pickel akne
face: facial cheek chin forehead temple cara rostro mejilla frente barbilla menton visage joue
    front gesicht wange wangen backe backen stirn kinn bochecha rosto testa queixo
nose: nostril nariz nez nase
eye: eyelid lid ojo oeil yeux auge augen olho
lip: labio levre lippe labio
mouth: boca bouche mund
neck: throat cuello cou hals pescoco
jaw: jawline
chest: decollete cleavage torso pecho
back: shoulder espalda dos rucken costas
leg: thigh calf calve knee ankle shin pierna muslo jambe cuisse bein beine perna coxa
hand: finger knuckle mano main hande hand mao maos
foot: sole heel toe pie pied fuss pe
arm: forearm elbow brazo bras arme braco
belly: stomach tummy abdomen hip waist barriga vientre ventre bauch
scalp: head bald
skin: peau haut pele piel
ear: earlobe lobe
bikini: groin pubic underarm armpit
vein: vessel capillary venita venilla arana aranita vena veine vaisseau vaisseaux ader aderchen
    veia vasinho
tiny: small little thin minute
spot: dot speck speckle mancha tache fleck flecken
patch: patchy blotch blotchy area
mark: stain streak
brown: brownish tan cafe brun brune braun braune marrom
dark: darker darkened darkening black oscuro fonce dunkel dunkle escuro
red: beetroot redness reddish flushed flushing ruddy pink blush blushing rojo roja rouge rougeur
    rot rote rotung vermelho vermelha
white: whitish pale blanco blanche weiss weisse branca
blue: bluish purple azul
silver: silvery
color: colour coloring complexion tone pigment pigmentation
pregnancy: pregnant baby childbirth postpartum embarazo embarazada grossesse schwangerschaft
    gravidez gestacao
hormone: hormonal pill contraceptive contraception menopause
sun: sunlight tanning sunbathing sunburn sunburnt sol soleil sonne sunbed uv
damage: damaged ruined weathered harmed dano aged ageing aging
age: old elderly senile vieillesse edad idade alter
line: wrinkly crinkly crease wrinkle furrow fold crinkle wrinkled arruga ride falte falten ruga
    frown
deep: deeper hondo profonde tiefe profunda
fine: shallow faint superficial
loose: hang pend pendante saggy sagging sag droopy drooping droop hanging flabby slack lax caido
    caida flacido flacida
tighten: tightening firm firming lift
pore: poro
big: large huge giant enlarged wide open
rough: coarse sandpaper uneven irregular aspera
bumpy: lumpy
bump: lump nodule
smooth: smoother
shave: shaving shaved razor
ingrown: ingrowing encarnado
hair: hairy pelo vello poil poils haar haare
burn: burnt burned scald scalded quemadura brulure verbrennung queimadura
surgery: surgical operation op incision cirugia chirurgie operacion cirurgia
accident: scratch scratched injury injured trauma crash fall falling fell cut wound accidente
    unfall acidente
bite: bitten
pierce: piercing pierced
raised: thick thickened elevated growing
growth: lesion
scaly: flaky crusty scale
tattoo: ink inked tatuaje tatouage tatuagem tatowierung
fade: fading lighten lightening
stretch: stretched stretching growing growth
birth: born newborn naissance nacimiento nascimento
mole: lunar
wine: port
coffee: latte lait
moustache: mustache bigote
swollen: big thickened enlarged bulbous
"""


def _read_families(text: str) -> dict[str, frozenset[str]]:
    families: dict[str, set[str]] = {}
    for line in text.strip().replace("\n ", " ").splitlines():
        head, _, members = line.partition(":")
        for word in (head, *members.split()):
            families.setdefault(word, set()).add(head)
    return {word: frozenset(heads) for word, heads in families.items()}


FAMILIES_OF_WORDS = _read_families(_FAMILIES)
