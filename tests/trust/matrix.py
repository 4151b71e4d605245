"""Who gets which answer at which address: one row an address, one sign a visitor, first for GET and then for POST.

Visitors, in this order: 匿名 nobody known; 本人 the applicant who looked the case up; 他人 the applicant of another
case; 无岗 staff without a role; 登记岗 承办岗 审批岗 发布岗 科室信息员 监督岗 as in ``ROLES``; 管理员 superuser.

    .  the page, or the act is let through to its form      L  sent to the login
    x  refused (403)                                        >  sent on elsewhere
    0  as if it did not exist (404)                         4  not for this method (405)
    g  taken away (410)
"""

TABLE = """
#                                                                                匿本他无登承审发科监管 匿本他无登承审发科监管
# What everybody reads
/                                                                                ........... 44444444444
/catalogue/                                                                      ........... 44444444444
/catalogue/<slug:slug>/                                                          ........... 44444444444
/display/                                                                        44444444444 >>>>>>>>>>>
/feed.atom                                                                       ........... 44444444444
/guide/                                                                          ........... 44444444444
/healthz                                                                         ........... ...........
/items/<str:organisation>/<str:serial>/                                          ........... 44444444444
/items/<str:organisation>/<str:serial>/ @withdrawn                               ggggggggggg 44444444444
/items/<str:organisation>/<str:serial>/files/<int:pk>/                           ........... 44444444444
/items/<str:organisation>/<str:serial>/files/<int:pk>/ @of another item          00000000000 44444444444
/items/<str:organisation>/<str:serial>/files/<int:pk>/ @withdrawn                ggggggggggg 44444444444
/open-data/                                                                      ........... 44444444444
/open-data/items.csv                                                             ........... 44444444444
/open-data/items.json                                                            ........... 44444444444
/open-data/reports.json                                                          ........... 44444444444
/reports/                                                                        ........... 44444444444
/reports/<int:year>/                                                             ........... 44444444444
/reports/<int:year>/ @draft                                                      00000000000 44444444444
/reports/<int:year>/print/                                                       ........... 44444444444
/reports/<int:year>/print/ @draft                                                00000000000 44444444444
/reports/<int:year>/report.docx                                                  ........... 44444444444
/reports/<int:year>/report.docx @draft                                           00000000000 44444444444
/reports/<int:year>/report.pdf                                                   ........... 44444444444
/reports/<int:year>/report.pdf @draft                                            00000000000 44444444444
/reports/<int:year>/report.xlsx                                                  ........... 44444444444
/reports/<int:year>/report.xlsx @draft                                           00000000000 44444444444
/reports/trends/                                                                 ........... 44444444444
/rules/                                                                          ........... 44444444444
/search/                                                                         ........... 44444444444
/sitemap.xml                                                                     ........... 44444444444
/sitemap/                                                                        ........... 44444444444
# What applicants do
/apply/                                                                          ........... ...........
/apply/form.docx                                                                 ........... 44444444444
/apply/receipt/                                                                  >>>>>>>>>>> 44444444444
/apply/status/                                                                   ........... ...........
/apply/status/deadline/                                                          0..00000000 44444444444
/apply/status/letters/<int:pk>/                                                  0.000000000 44444444444
/apply/status/reasons/                                                           >>>>>>>>>>> xxxxxxxxxxx
/apply/status/supplement/                                                        >>>>>>>>>>> xxxxxxxxxxx
/apply/status/withdraw/                                                          >..>>>>>>>> xxxxxxxxxxx
/correction/                                                                     ........... ...........
/feedback/                                                                       ........... ...........
# The desk: applications
/admin/applications/application/                                                 LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/act/<str:act>/                          LLLxx.xxxx. LLLxx.xxxx.
/admin/applications/application/<int:pk>/act/<str:act>/ @approve                 LLLxxx.xxx. LLLxxx.xxx.
/admin/applications/application/<int:pk>/act/<str:act>/ @confirm                 LLLx..xxxx. LLLx..xxxx.
/admin/applications/application/<int:pk>/case-file.pdf                           LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/deadline/                               LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/draft/                                  LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/draft/<int:file>/                       LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/extra-letter/                           LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/identity/<int:document>/                LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/identity/<int:document>/ @of another case LLLx000xx00 LLLx000xx00
/admin/applications/application/<int:pk>/letters/<int:letter>/                   LLLx...xx.. LLLx...xx..
/admin/applications/application/<int:pk>/letters/<int:letter>/service/           LLLxx.xxxx. LLLxx.xxxx.
/admin/applications/application/<int:pk>/material/<int:file>/                    LLLx...xx.. LLLx...xx..
/admin/applications/application/<path:object_id>/change/                         LLLx...xx.. LLLxx.xxxx.
/admin/applications/application/<path:object_id>/delete/                         LLLxxxxxxxx LLLxxxxxxxx
/admin/applications/application/<path:object_id>/history/                        LLLx...xx.. LLLx...xx..
/admin/applications/application/add/                                             LLLx..xxxx. LLLx..xxxx.
/admin/applications/application/filters/                                         LLLx444xx44 LLLx>>>xx>>
/admin/applications/application/filters/<int:pk>/delete/                         LLLx444xx44 LLLx0>0xx00
/admin/applications/application/hand-over/                                       LLLxx.xxxx. LLLxx.xxxx.
/admin/applications/application/ledger-masked.xlsx                               LLLx...xx.. LLLx...xx..
/admin/applications/application/ledger.xlsx                                      LLLx...xx.. LLLx...xx..
/admin/applications/dispute/                                                     LLLx...xx.. LLLx...xx..
/admin/applications/dispute/<path:object_id>/change/                             LLLx...xx.. LLLxx.xxxx.
/admin/applications/dispute/<path:object_id>/delete/                             LLLxxxxxxxx LLLxxxxxxxx
/admin/applications/dispute/<path:object_id>/history/                            LLLx...xx.. LLLx...xx..
/admin/applications/dispute/add/                                                 LLLxx.xxxx. LLLxx.xxxx.
/admin/applications/feedback/                                                    LLLx...xx.. LLLx...xx..
/admin/applications/feedback/<int:pk>/evidence/                                  LLLx...xx.. LLLx...xx..
/admin/applications/feedback/<path:object_id>/change/                            LLLx...xx.. LLLx..xxxx.
/admin/applications/feedback/<path:object_id>/delete/                            LLLxxxxxxxx LLLxxxxxxxx
/admin/applications/feedback/<path:object_id>/history/                           LLLx...xx.. LLLx...xx..
/admin/applications/feedback/add/                                                LLLxxxxxxxx LLLxxxxxxxx
/admin/applications/lettertemplate/                                              LLLx...xx.. LLLx...xx..
/admin/applications/lettertemplate/<int:pk>/own/                                 LLLx...xx.. LLLx...xx..
/admin/applications/lettertemplate/<path:object_id>/change/                      LLLx...xx.. LLLxx.xxxx.
/admin/applications/lettertemplate/<path:object_id>/delete/                      LLLxxxxxxx. LLLxxxxxxx>
/admin/applications/lettertemplate/<path:object_id>/history/                     LLLx...xx.. LLLx...xx..
/admin/applications/lettertemplate/add/                                          LLLxx.xxxx. LLLxx.xxxx.
/admin/applications/lettertemplate/standard/<str:code>/                          LLLx...xx.. LLLx...xx..
/admin/applications/service/                                                     LLLx...xx.. LLLx...xx..
/admin/applications/service/<int:pk>/proof/                                      LLLx...xx.. LLLx...xx..
/admin/applications/service/<path:object_id>/change/                             LLLx...xx.. LLLxxxxxxxx
/admin/applications/service/<path:object_id>/delete/                             LLLxxxxxxxx LLLxxxxxxxx
/admin/applications/service/<path:object_id>/history/                            LLLx...xx.. LLLx...xx..
/admin/applications/service/add/                                                 LLLxxxxxxxx LLLxxxxxxxx
# The desk: catalogue
/admin/disclosure/category/                                                      LLLxxx..... LLLxxx.....
/admin/disclosure/category/(disclosure_category_simple_history)                  LLLxxx..... LLLxxx.....
/admin/disclosure/category/<path:object_id>/change/                              LLLxxx..... LLLxxxx.xx.
/admin/disclosure/category/<path:object_id>/delete/                              LLLxxxxxxx. LLLxxxxxxx.
/admin/disclosure/category/<path:object_id>/history/                             LLLxxx..... LLLxxx.....
/admin/disclosure/category/add/                                                  LLLxxxx.xx. LLLxxxx.xx.
/admin/disclosure/item/                                                          LLLxxx..... LLLxxx.....
/admin/disclosure/item/(disclosure_item_simple_history)                          LLLxxx..... LLLxxx.....
/admin/disclosure/item/<path:object_id>/change/                                  LLLxxx..... LLLxxxx..x.
/admin/disclosure/item/<path:object_id>/change/ @published                       LLLxxx..... LLLxxxx.xx.
/admin/disclosure/item/<path:object_id>/delete/                                  LLLxxxxxxx. LLLxxxxxxx>
/admin/disclosure/item/<path:object_id>/delete/ @published                       LLLxxxxxxxx LLLxxxxxxxx
/admin/disclosure/item/<path:object_id>/history/                                 LLLxxx..... LLLxxx.....
/admin/disclosure/item/add/                                                      LLLxxxx..x. LLLxxxx..x.
/admin/disclosure/item/export/                                                   LLLxxx..... LLLxxx.....
/admin/disclosure/item/import/                                                   LLLxxxx..x. LLLxxxx..x.
/admin/disclosure/item/import/template.xlsx                                      LLLxxxx..x. LLLxxxx..x.
/admin/disclosure/item/process_import/                                           LLL44444444 LLLxxxx..x.
/admin/disclosure/item/publish/                                                  LLLxxxx.xx. LLLxxxx.xx.
/admin/disclosure/item/withdraw/                                                 LLLxxxx.xx. LLLxxxx.xx.
# The desk: reports
/admin/reports/report/                                                           LLLxxx..x.. LLLxxx..x..
/admin/reports/report/<int:pk>/amend/                                            LLLxxx..x.. LLLxxxx.xx.
/admin/reports/report/<int:pk>/beside/                                           LLLxxx..x.. LLLxxx..x..
/admin/reports/report/<int:pk>/figures/                                          LLLxxx..x.. LLLxxxxxxxx
/admin/reports/report/<int:pk>/figures/ @draft                                   LLLxxx..x.. LLLxxxx>xx>
/admin/reports/report/<int:pk>/figures/<str:key>/                                LLLxxx.xx.. LLLxxx.xx..
/admin/reports/report/<int:pk>/findings/                                         LLLxxx..x.. LLLxxxx.xx.
/admin/reports/report/<int:pk>/publish/                                          LLLxxx..x.. LLLxxxx>xx>
/admin/reports/report/<int:pk>/publish/ @draft                                   LLLxxx..x.. LLLxxxx>xx>
/admin/reports/report/<int:pk>/versions/<int:number>/                            LLLxxx..x.. LLLxxx..x..
/admin/reports/report/<path:object_id>/change/                                   LLLxxx..x.. LLLxxxx.xx.
/admin/reports/report/<path:object_id>/change/ @draft                            LLLxxx..x.. LLLxxxx.xx.
/admin/reports/report/<path:object_id>/delete/                                   LLLxxxxxxxx LLLxxxxxxxx
/admin/reports/report/<path:object_id>/delete/ @draft                            LLLxxxxxxx. LLLxxxxxxx>
/admin/reports/report/<path:object_id>/history/                                  LLLxxx..x.. LLLxxx..x..
/admin/reports/report/add/                                                       LLLxxxx.xx. LLLxxxx.xx.
/admin/reports/report/quarters/                                                  LLLxxx..x.. LLLxxx..x..
/admin/reports/report/start/                                                     LLLxxxx.xx. LLLxxxx.xx.
/admin/reports/report/<int:pk>/comments/                                         LLL44444444 LLLxxx>>xx>
/admin/reports/report/<int:pk>/comments/<int:remark>/                            LLL44444444 LLLxxxx>xx>
/admin/reports/report/<int:pk>/sign/                                             LLL44444444 LLLxxx>xxx>
# The desk: bureau and calendar
/admin/liaocheng_gk/agency/                                                      LLLxxx>>x>> LLLxxx>>x>>
/admin/liaocheng_gk/agency/<path:object_id>/change/                              LLLxxx..x.. LLLxxxx.xx.
/admin/liaocheng_gk/agency/<path:object_id>/delete/                              LLLxxxxxxxx LLLxxxxxxxx
/admin/liaocheng_gk/agency/<path:object_id>/history/                             LLLxxx..x.. LLLxxx..x..
/admin/liaocheng_gk/agency/add/                                                  LLLxxxxxxxx LLLxxxxxxxx
/admin/liaocheng_gk/calendaryear/                                                LLLxxx..x.. LLLxxx..x..
/admin/liaocheng_gk/calendaryear/<path:object_id>/change/                        LLLxxx..x.. LLLxxxx.xx.
/admin/liaocheng_gk/calendaryear/<path:object_id>/delete/                        LLLxxxxxxxx LLLxxxxxxxx
/admin/liaocheng_gk/calendaryear/<path:object_id>/history/                       LLLxxx..x.. LLLxxx..x..
/admin/liaocheng_gk/calendaryear/add/                                            LLLxxxx.xx. LLLxxxx.xx.
/admin/liaocheng_gk/calendaryear/import/                                         LLLxxxx.xx. LLLxxxx.xx.
# The desk: accounts
/admin/                                                                          LLL........ LLL........
/admin/(any other)                                                               LLL00000000 LLL00000000
/admin/(app_list)                                                                LLL0...00.. LLL0...00..
/admin/auth/group/                                                               LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/group/<path:object_id>/change/                                       LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/group/<path:object_id>/delete/                                       LLLxxxxxxx. LLLxxxxxxx>
/admin/auth/group/<path:object_id>/history/                                      LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/group/add/                                                           LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/user/                                                                LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/user/<id>/password/                                                  LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/user/<path:object_id>/change/                                        LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/user/<path:object_id>/delete/                                        LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/user/<path:object_id>/history/                                       LLLxxxxxxx. LLLxxxxxxx.
/admin/auth/user/add/                                                            LLLxxxxxxx. LLLxxxxxxx.
/admin/autocomplete/                                                             LLLx...xx.. LLL44444444
/admin/jsi18n/                                                                   LLL........ LLL44444444
/admin/login/                                                                    ...>>>>>>>> ...........
/admin/logout/                                                                   >>>44444444 >>>........
/admin/otp_totp/totpdevice/                                                      LLLxxxxxxx. LLLxxxxxxx.
/admin/otp_totp/totpdevice/<int:pk>/config/                                      LLLxxxxxxx. LLLxxxxxxx.
/admin/otp_totp/totpdevice/<int:pk>/qrcode/                                      LLLxxxxxxx. LLLxxxxxxx.
/admin/otp_totp/totpdevice/<path:object_id>/change/                              LLLxxxxxxx. LLLxxxxxxx.
/admin/otp_totp/totpdevice/<path:object_id>/delete/                              LLLxxxxxxx. LLLxxxxxxx>
/admin/otp_totp/totpdevice/<path:object_id>/history/                             LLLxxxxxxx. LLLxxxxxxx.
/admin/otp_totp/totpdevice/add/                                                  LLLxxxxxxx. LLLxxxxxxx.
/admin/password_change/                                                          LLL........ LLL........
/admin/password_change/done/                                                     LLL........ LLL44444444
"""

# Django's own short form of each change page: whoever is logged in is sent to the page itself, which then decides.
SHORT_FORM = "/<path:object_id>/"
SHORT_FORM_ANSWERS = "LLL>>>>>>>>"


def rows() -> dict[str, tuple[str, str]]:
    """Address -> the answers to GET and to POST, a sign a visitor."""
    lines = [line for line in TABLE.splitlines() if line and not line.startswith("#")]
    found = {}
    for line in lines:
        address, get, post = line.rsplit(maxsplit=2)
        found[address.strip()] = (get, post)
    assert len(found) == len(lines), "an address stands in the table twice"
    return found
