"""Words of reviews that stand for each other, in English and Spanish: whoever varies a template
by a thesaurus, or translates it word by word, keeps its meaning here."""

from __future__ import annotations

from collections.abc import Mapping

from directory.domain.wording import fold, singular

_GROUPS = """
    great good excellent amazing wonderful fantastic awesome superb outstanding incredible brilliant
        terrific marvelous perfect lovely excelente increible maravilloso maravillosa fantastico
        fantastica buenisimo buenisima perfecto perfecta estupendo estupenda
    best finest top greatest mejor
    bad terrible horrible awful dreadful worst poor appalling malo mala pesimo pesima peor fatal
    doctor dr physician practitioner provider specialist doctora medico medica especialista
    staff team crew people personal equipo
    clinic office practice place studio spa clinica consultorio consulta lugar sitio
    friendly kind warm welcoming nice caring amable simpatico simpatica carinoso
    professional skilled expert experienced knowledgeable talented profesional experto experta
    recommend suggest recomiendo recomendar recomendado
    highly strongly absolutely totally completely definitely really truly very muy totalmente
        completamente sinceramente
    result outcome resultado
    skin complexion piel cutis
    treatment procedure session appointment visit therapy tratamiento procedimiento sesion cita
    happy pleased delighted satisfied thrilled glad contento contenta feliz satisfecho satisfecha
        encantado encantada
    unhappy disappointed dissatisfied upset decepcionado decepcionada descontento
    painful pain hurt ache dolor doloroso duele
    burned burnt burn scarred scar quemo quemado quemadura cicatriz
    ruined destroyed wrecked damaged arruino destrozo
    avoid stay away evita eviten
    scam fraud rip swindle ripoff estafa fraude
    money cash dollar dinero
    dirty filthy unclean sucio sucia
    gone disappeared vanished cleared removed desaparecio desaparecieron
    better improved improvement mejoro mejorado
    face facial cara rostro
    explained told described explico explicado
    everyone everybody anyone anybody todos cualquiera
    start beginning began begin comienzo empezo
    week semana
    month mes
    first primero primera
    again return back volver volvere regresar
    never nunca jamas
    always siempre
    comfortable ease relaxed comodo comoda tranquilo tranquila
    clean spotless hygienic limpio limpia
    quick fast swift rapido rapida
    life vida
    thank thanks grateful gracias agradecido agradecida
    love loved adore encanta encanto amo
    artist magician genius artista maga mago genio
    modern latest newest advanced moderno moderna
    technology equipment machine device tecnologia aparato maquina
    client customer patient cliente paciente
    price cost expensive precio caro cara
    rude impolite unfriendly arrogant maleducado maleducada grosero grosera
    laughed mocked burlo
    confident confidence confianza seguro segura
    year ano
"""


def _read_groups(text: str) -> dict[str, str]:
    """Each word's group, named by its first word; an indented line continues the one above."""
    meanings: dict[str, str] = {}
    name = ""
    for line in text.strip("\n").splitlines():
        words = [singular(fold(word)) for word in line.split()]
        if not line.startswith(" " * 8):
            name = words[0]
        meanings.update((word, meanings.get(word, name)) for word in words)
    return meanings


SYNONYMS: Mapping[str, str] = _read_groups(_GROUPS)
"""The word that stands for each, folded and singular; words outside stand for themselves."""
